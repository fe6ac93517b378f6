import { isMapping } from '../../../document/plain-data.ts'

/** What OpenAPI has where a parameter says nothing. The validator knows it of paths and queries alone. */
const styles: Readonly<Record<string, string>> = { header: 'simple', cookie: 'form' }

/** A parameter with its style written out: without one the validator refuses every request for a list in a header. */
export function withStyle(parameter: unknown): unknown {
  if (!isMapping(parameter) || parameter.schema === undefined) return parameter
  const { in: where, style = styles[String(where)] } = parameter
  if (style === undefined || !Object.hasOwn(styles, String(where))) return parameter
  return { ...parameter, style, explode: parameter.explode ?? style === 'form' }
}
