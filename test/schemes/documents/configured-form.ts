import { isMapping } from '../../../src/document/plain-data.ts'
import { codesOf, documentWith, start } from '../../configuration/start.ts'
import { compile } from '../../policy/compile.ts'

/** Made up: what the type of a scheme wants to be told before it can be enforced. */
function optionsFor(form: Readonly<Record<string, unknown>>): object {
  switch (form.type) {
    case 'apiKey':
      return { keys: [{ name: 'till', key: 'k-till-0123456789' }] }
    case 'mutualTLS':
      return { trusted: [{ subject: 'CN=till', name: 'till' }] }
    case 'http':
      if (!/^bearer$/i.test(String(form.scheme))) return { verify: () => ({ name: 'ann' }) }
  }
  return { issuer: 'https://issuer.test/', audience: 'https://api.test' }
}

/**
 * What becomes of a scheme that an operation needs and that is configured as its type wants: the codes of the errors.
 * None: it is enforced.
 */
export async function errorsOf(name: string, form: unknown): Promise<readonly string[]> {
  const securitySchemes = { [name]: form }
  const schemes = { [name]: optionsFor(isMapping(form) ? form : {}) }
  const document = documentWith(securitySchemes, [{ [name]: [] }])
  const { compiled, told } = await compile(document)
  const codes = compiled === undefined ? told : codesOf(await start(document, { schemes }))
  return codes.filter((code) => code.startsWith('error ')).map((code) => code.slice('error '.length))
}

/** `apiKey in query`, `http basic`: what a kind of scheme is made for. */
export function describeForm(form: unknown): string {
  if (!isMapping(form)) return 'no mapping'
  if (form.type === 'apiKey') return `apiKey in ${form.in}`
  return form.type === 'http' ? `http ${String(form.scheme).toLowerCase()}` : String(form.type)
}
