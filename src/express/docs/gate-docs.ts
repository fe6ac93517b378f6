import { isAbsolute } from 'node:path'
import type { RequestHandler } from 'express'
import { parseOptions } from '../../configuration/parse-options.ts'
import type { DocsSettings } from '../../configuration/types.ts'
import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { bundleDocument } from '../../document/bundle/bundle-document.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { SchemeSettings } from '../../schemes/kind.ts'
import { createDocs } from './docs.ts'
import type { DocsOptions } from './docs-options.ts'
import type { DocumentedPolicy } from './document-view.ts'
import { assertClients } from './login/assert-clients.ts'
import type { LoginFinder } from './login/login-finder.ts'
import { loginSchemes } from './login/login-schemes.ts'

/** What is documented: a document, and how its schemes are enforced. */
export interface DocumentedReading {
  readonly loaded: LoadedPolicy
  readonly settings: readonly SchemeSettings[]
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
): GateDocs {
  let shown = documented(first)
  const ownTitle = titleOf(first.loaded.content)
  const create = (path: string, { documentPath, title, clientId }: Partial<DocsSettings>): RequestHandler => {
    if (clientId !== undefined) assertClients(clientId, shown.loginSchemes(clientId))
    return createDocs({
      path,
      documentPath,
      title: title ?? ownTitle,
      get policy() {
        return shown.policy
      },
      content: () => bundleDocument({ content: JSON.parse(shown.text), entry: shown.entry, allow: shown.allow }),
      file: first.loaded.files[0] ?? '',
      logins: clientId === undefined ? undefined : () => finder.find(shown.loginSchemes(clientId)),
    })
  }
  const given = settings === false ? parseDocs({}) : settings
  return {
    mounted(isFirst) {
      const path = given.path ?? (isFirst ? '/docs' : `${shown.bases[0]}/docs`)
      return { path, handler: create(path, given) }
    },
    standing(options) {
      const own = options === undefined ? given : parseDocs(options)
      return create(own.path ?? '/docs', own)
    },
    show(next) {
      shown = documented(next)
    },
  }
}

interface Shown {
  readonly policy: DocumentedPolicy
  readonly bases: readonly string[]
  /** Text takes a tenth of the memory of the data it stands for. */
  readonly text: string
  /** The document's file; undefined for an object. */
  readonly entry: string | undefined
  readonly allow: readonly string[]
  loginSchemes(clientId: NonNullable<DocsSettings['clientId']>): ReturnType<typeof loginSchemes>
}

function documented({ loaded: { compiled, content, files, allow }, settings }: DocumentedReading): Shown {
  const { rules, bases } = compiled
  const configured = new Map(settings.map((one) => [one.name, one]))
  const schemes = Object.entries(compiled.schemes).map(([name, scheme]) => [
    name,
    { ...scheme, ...(configured.get(name)?.proofs === 'required' && { proofs: 'required' as const }) },
  ])
  const matchOf = (scheme: string): 'all' | 'any' => configured.get(scheme)?.scopeMatch ?? 'all'
  return {
    policy: { rules, schemes: Object.fromEntries(schemes), matchOf },
    bases,
    text: JSON.stringify(content),
    entry: files.find(isAbsolute),
    allow,
    loginSchemes: (clientId) => loginSchemes(compiled, settings, clientId),
  }
}

function parseDocs(docs: DocsOptions): Partial<DocsSettings> {
  const diagnostics: Diagnostic[] = []
  const parsed = parseOptions({ docs, env: {} }, {}, (diagnostic) => void diagnostics.push(diagnostic))
  if (parsed === undefined) throw new ConfigurationError(diagnostics)
  return parsed.settings.docs || {}
}

function titleOf(content: unknown): string | undefined {
  const { info }: { info?: unknown } = Object(content)
  const { title }: { title?: unknown } = Object(info)
  return typeof title === 'string' ? title : undefined
}
