/** What is validated, and what express-openapi-validator is given for it. */
export interface ValidateOptions {
  /** Default true. */
  requests?: boolean
  /** What `res.json` and `res.send` of an object write. One that does not fit is answered 500. Default false. */
  responses?: boolean
  /** Options of multer, which reads uploads behind the gate; false: the application does. Default: in memory. */
  fileUploader?: unknown
  /** Formats by name, as the validator's option of that name. */
  formats?: unknown
  /** Serialisers by format, as the validator's option of that name. */
  serDes?: unknown
}
