/**
 * The media type of the document that a request's content falls under, as express-openapi-validator finds it: the same
 * parameters, no parameters, then ranges. It keeps what it compiles by the text of the header, so that the document's own
 * text has to stand there: callers could make it compile the same schema for ever.
 * @returns undefined where there is none.
 */
export function documentedType(types: readonly string[], header: string): string | undefined {
  const { essence } = parse(header)
  const find = (...wanted: string[]): string | undefined => types.find((type) => wanted.includes(normalized(type)))
  const hasCharset = normalized(header).includes('; charset=')
  const broader = hasCharset ? find(essence) : find(essence, normalized(`${header}; charset=utf-8`))
  return find(normalized(header)) ?? broader ?? rangeFor(types, essence)
}

function rangeFor(types: readonly string[], essence: string): string | undefined {
  const isInside = (type: string): boolean =>
    type === '*/*' ||
    (/^[a-z]+\/\*$/.test(type) && essence.startsWith(type.slice(0, -1)) && essence.length >= type.length)
  return types.toSorted().reverse().find(isInside)
}

/** Parameters in one order; where the parts of a body are cut says nothing of what they are. */
function normalized(type: string): string {
  const { essence, parameters } = parse(type)
  return [essence, ...parameters].join('; ')
}

function parse(type: string): { readonly essence: string; readonly parameters: readonly string[] } {
  const [essence = ''] = type.split(';', 1)
  const parameters = new Map<string, string>()
  for (const [, name = '', value = ''] of type.matchAll(/;\s*([^=]+)=([^;]+)/g)) {
    const key = name.toLowerCase()
    if (key !== 'boundary') parameters.set(key, key === 'charset' ? value.toLowerCase() : value)
  }
  return {
    essence: essence.toLowerCase().trim(),
    parameters: [...parameters].map(([name, value]) => `${name}=${value}`).sort(),
  }
}
