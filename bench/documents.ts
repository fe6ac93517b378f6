import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import YAML from 'yaml'
import { generateDocument, generatedSchemes } from './generated-document.ts'

/** A document of 4.2 MB that everything about the start is measured with. */
export interface BenchDocument {
  /** For the table. */
  readonly name: string
  readonly path: string
  readonly schemes: SchemesToConfigure
}

/** The schemes that operations of a document use. */
export interface SchemesToConfigure {
  readonly tokens: readonly string[]
  readonly keys: readonly string[]
}

/** The real documents, or generated ones of their size where the shared folder is not there. */
export async function findDocuments(): Promise<readonly BenchDocument[]> {
  return [
    await find('datadog-v2.yaml', { tokens: ['AuthZ'], keys: ['apiKeyAuth', 'appKeyAuth'] }, YAML.stringify),
    await find('cloudflare.json', { tokens: ['api_token'], keys: ['api_email', 'api_key', 'user_service_key'] }, (it) =>
      JSON.stringify(it, null, 1),
    ),
  ]
}

async function find(
  name: string,
  schemes: SchemesToConfigure,
  write: (document: object) => string,
): Promise<BenchDocument> {
  const path = fileURLToPath(new URL(`../../shared/documents/${name}`, import.meta.url))
  if (existsSync(path)) return { name, path, schemes }
  const standIn = fileURLToPath(new URL(`results/generated-in-place-of-${name}`, import.meta.url))
  await mkdir(new URL('results/', import.meta.url), { recursive: true })
  await writeFile(standIn, write(generateDocument()))
  return { name: `generated, in place of ${name}`, path: standIn, schemes: generatedSchemes }
}
