import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import { findInstalled } from '../installed.ts'
import type { DocsCode } from './codes.ts'
import { type Content, createContent } from './content.ts'

/** All that is served of Swagger UI, with its types. Its own page and initialiser load another document (U-03). */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-16x16.png', 'image/png'],
  ['favicon-32x32.png', 'image/png'],
])

/** Files that were read, by path: two gates of one process keep one copy of them. */
const opened = new Map<string, Content>()

export interface Assets {
  has(name: string): boolean
  /** Reads the file when it is first asked for. */
  read(name: string): Promise<Content>
}

/**
 * Finds Swagger UI where the application has installed it.
 * @param documentFile The OpenAPI document, which stands in the application's own package.
 * @throws {ConfigurationError} when swagger-ui-express is not there.
 */
export function createAssets(documentFile: string): Assets {
  const directory = findSwaggerUi(documentFile)
  return {
    has: (name) => ASSETS.has(name),
    read: (name) => readAsset(join(directory, name), ASSETS.get(name) ?? 'application/octet-stream'),
  }
}

async function readAsset(file: string, type: string): Promise<Content> {
  const content = opened.get(file) ?? createContent(type, await readFile(file))
  opened.set(file, content)
  return content
}

function findSwaggerUi(documentFile: string): string {
  const found = findInstalled(documentFile, (require) => {
    const wrapper = require.resolve('swagger-ui-express')
    return dirname(createRequire(wrapper).resolve('swagger-ui-dist'))
  })
  if (found === undefined) throw swaggerUiMissing()
  return found
}

function swaggerUiMissing(): ConfigurationError {
  const code: DocsCode = 'docs.swagger-ui-missing'
  const message = 'The documentation page needs swagger-ui-express, which is not installed.'
  const fix = 'Run `npm install swagger-ui-express`, or turn the page off with the option `docs: false`.'
  return new ConfigurationError([{ severity: 'error', code, message, fix }])
}
