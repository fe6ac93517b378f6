import type { RequestHandler } from 'express'
import { parseOptions } from '../../configuration/parse-options.ts'
import type { DocsSettings } from '../../configuration/types.ts'
import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { SchemeSettings } from '../../schemes/kind.ts'
import { varyField } from '../caching.ts'
import { type Access, type AccessParts, createAccess } from './access.ts'
import { documentPathOf } from './address.ts'
import { createDocs } from './docs.ts'
import type { DocsOptions } from './docs-options.ts'
import { documentRule, schemeFinding } from './document-rule.ts'
import { clientFindings } from './login/client-findings.ts'
import type { LoginFinder } from './login/login-finder.ts'
import { loginSchemes } from './login/login-schemes.ts'
import type { DocumentedPolicy } from './view/document-view.ts'

/** What is documented: a document, and how it is enforced. */
export interface DocumentedReading {
  readonly loaded: LoadedPolicy
  readonly settings: readonly SchemeSettings[]
  readonly enforcement: AccessParts['enforcement']
}

/** The documentation of one gate. */
export interface GateDocs {
  /** As `gate.mount` puts it: `/docs`, and `<basePath>/docs` from the second gate of an application on. */
  mounted(first: boolean): { readonly handler: RequestHandler; readonly path: string }
  /**
   * As `gate.docs` hands it out.
   * @throws {ConfigurationError} for a wrong option, or when swagger-ui-express is not installed.
   */
  standing(options?: DocsOptions): RequestHandler
  /** Shows another reading of the document from now on. */
  show(next: DocumentedReading): void
}

export function createGateDocs(
  first: DocumentedReading,
  settings: DocsSettings | false,
  finder: LoginFinder,
  warn: (line: string) => void,
): GateDocs {
  const [file = ''] = first.loaded.files
  const told = new Set<string>()
  let shown = documented(first)
  const create = (path: string, given: Partial<DocsSettings>): RequestHandler => {
    const { documentPath, title, clientId, security } = given
    assertFits(given, shown)
    return createDocs({
      path,
      documentPath,
      // Behind a scheme, the document's own title is for those who may see it.
      get title() {
        return title ?? (security === undefined ? shown.title : undefined)
      },
      get policy() {
        return shown.policy
      },
      get access() {
        return shown.access({ ...given, path })
      },
      content: async () => JSON.parse(await shown.text()),
      warn(line) {
        // Whoever asks for it again and again is no reason to write it again.
        if (!told.has(line)) warn(line)
        told.add(line)
      },
      file,
      logins: clientId === undefined ? undefined : () => finder.find(shown.loginSchemes(clientId)),
    })
  }
  const given = settings === false ? parseDocs({}) : settings
  return {
    mounted(isFirst) {
      const path = given.path ?? (isFirst ? '/docs' : `${shown.bases[0]}/docs`)
      return { path, handler: create(path, given) }
    },
    standing(options = {}) {
      const own = { ...given, ...givenIn(parseDocs(options), options) }
      return create(own.path ?? '/docs', own)
    },
    show(next) {
      shown = documented(next)
    },
  }
}

interface Shown {
  readonly policy: DocumentedPolicy
  /** As the document has it. */
  readonly title: string | undefined
  readonly bases: readonly string[]
  /** The schemes that a credential can be good for. */
  readonly configured: readonly string[]
  text(): Promise<string>
  loginSchemes(clientId: NonNullable<DocsSettings['clientId']>): ReturnType<typeof loginSchemes>
  access(given: Partial<DocsSettings>): Access | undefined
}

function documented({ loaded: { compiled, title, whole }, settings, enforcement }: DocumentedReading): Shown {
  const { rules, bases, policy } = compiled
  const configured = new Map(settings.map((one) => [one.name, one]))
  const schemes = Object.entries(compiled.schemes).map(([name, scheme]) => [
    name,
    { ...scheme, ...(configured.get(name)?.proofs === 'required' && { proofs: 'required' as const }) },
  ])
  const matchOf = (scheme: string): 'all' | 'any' => configured.get(scheme)?.scopeMatch ?? 'all'
  return {
    policy: { rules, schemes: Object.fromEntries(schemes), matchOf },
    title,
    bases,
    configured: [...configured.keys()],
    text: whole.text,
    loginSchemes: (clientId) => loginSchemes(compiled, settings, clientId),
    access({ path, documentPath, security: scheme, visibility }) {
      const permittedOnly = visibility === 'permitted'
      if (scheme === undefined && !permittedOnly) return undefined
      const counting = permittedOnly ? settings : settings.filter(({ name }) => name === scheme)
      const rule =
        scheme === undefined ? undefined : documentRule(policy, scheme, documentPathOf({ path, documentPath }))
      return createAccess({
        enforcement,
        security: scheme === undefined || rule === undefined ? undefined : { scheme, rule },
        permittedOnly,
        fields: [...new Set(counting.flatMap(({ carrier }) => varyField(carrier)))],
      })
    },
  }
}

/** What the gate's own options say was judged at the start; these may be the application's, for a page placed by hand. */
function assertFits({ clientId, security }: Partial<DocsSettings>, { loginSchemes, configured }: Shown): void {
  const clients = clientId === undefined ? [] : clientFindings(clientId, loginSchemes('any'))
  const scheme = security === undefined ? undefined : schemeFinding(security, configured)
  const findings = scheme === undefined ? clients : [...clients, scheme]
  if (findings.length > 0) throw new ConfigurationError(findings)
}

function parseDocs(docs: DocsOptions): Partial<DocsSettings> {
  const diagnostics: Diagnostic[] = []
  const parsed = parseOptions({ docs, env: {} }, {}, (diagnostic) => void diagnostics.push(diagnostic))
  if (parsed === undefined) throw new ConfigurationError(diagnostics)
  return parsed.settings.docs || {}
}

/** What is not said again stays as the gate's options have it: who may see the document above all. */
function givenIn(parsed: Partial<DocsSettings>, options: DocsOptions): Partial<DocsSettings> {
  const isGiven = new Set(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name])))
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => isGiven.has(name)))
}
