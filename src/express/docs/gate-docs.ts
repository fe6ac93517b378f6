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

/** A document, and how its schemes are configured. */
export interface DocumentedReading {
  readonly loaded: LoadedPolicy
  readonly settings: readonly Pick<SchemeSettings, 'name' | 'scopeMatch'>[]
}

export function createGateDocs(first: DocumentedReading, settings: DocsSettings | false): GateDocs {
  let shown = documented(first)
  const ownTitle = titleOf(first.loaded.content)
  const create = (path: string, { documentPath, title }: Partial<DocsSettings>): RequestHandler =>
    createDocs({
      path,
      documentPath,
      title: title ?? ownTitle,
      get policy() {
        return shown.policy
      },
      content: () => bundleDocument({ content: JSON.parse(shown.text), entry: shown.entry, allow: shown.allow }),
      file: first.loaded.files[0] ?? '',
    })
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
}

function documented({ loaded: { compiled, content, files, allow }, settings }: DocumentedReading): Shown {
  const { rules, schemes, bases } = compiled
  const matches = new Map(settings.map(({ name, scopeMatch }) => [name, scopeMatch]))
  const policy = { rules, schemes, matchOf: (scheme: string) => matches.get(scheme) ?? 'all' }
  const entry = files.find(isAbsolute)
  return { policy, bases, text: JSON.stringify(content), entry, allow }
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
