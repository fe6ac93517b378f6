import type { RequestHandler } from 'express'
import { parseOptions } from '../../configuration/parse-options.ts'
import type { DocsSettings } from '../../configuration/types.ts'
import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import { createDocs } from './docs.ts'
import type { DocsOptions } from './docs-options.ts'

/** The documentation of one gate. */
export interface GateDocs {
  /** As `gate.mount` puts it: `/docs`, and `<basePath>/docs` from the second gate of an application on. */
  mounted(first: boolean): { readonly handler: RequestHandler; readonly path: string }
  /**
   * As `gate.docs` hands it out.
   * @throws {ConfigurationError} for a wrong option, or when swagger-ui-express is not installed.
   */
  standing(options?: DocsOptions): RequestHandler
}

export function createGateDocs({ compiled, content, files }: LoadedPolicy, settings: DocsSettings | false): GateDocs {
  // Text takes a tenth of the memory of the data it stands for.
  const text = JSON.stringify(content)
  const ownTitle = titleOf(content)
  const create = (path: string, { documentPath, title }: Partial<DocsSettings>): RequestHandler =>
    createDocs({
      path,
      documentPath,
      title: title ?? ownTitle,
      policy: compiled,
      content: () => JSON.parse(text),
      file: files[0] ?? '',
    })
  const given = settings === false ? parseDocs({}) : settings
  return {
    mounted(first) {
      const path = given.path ?? (first ? '/docs' : `${compiled.bases[0]}/docs`)
      return { path, handler: create(path, given) }
    },
    standing(options) {
      const own = options === undefined ? given : parseDocs(options)
      return create(own.path ?? '/docs', own)
    },
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
