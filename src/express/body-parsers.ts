/** The functions that Express's own parsers and multer put into a stack. */
export const bodyParsers: ReadonlySet<string> = new Set([
  'jsonParser',
  'urlencodedParser',
  'rawParser',
  'textParser',
  'multerMiddleware',
])
