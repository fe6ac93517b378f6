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
    await find(
      'cloudflare.json',
      { tokens: ['api_token'], keys: ['api_email', 'api_key', 'user_service_key'] },
      toJson,
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
  await writeGenerated(standIn, write, 1000)
  return { name: `generated, in place of ${name}`, path: standIn, schemes: generatedSchemes }
}

/** Documents of 0.1 and 1 MB, in both forms. */
export async function generateSmaller(): Promise<readonly BenchDocument[]> {
  const sizes = [
    { megabytes: '0.1', operations: 24 },
    { megabytes: '1', operations: 240 },
  ]
  const forms = [
    { ending: 'yaml', write: YAML.stringify },
    { ending: 'json', write: toJson },
  ]
  return Promise.all(
    sizes.flatMap(({ megabytes, operations }) =>
      forms.map(async ({ ending, write }) => {
        const path = fileURLToPath(new URL(`results/generated-${megabytes}.${ending}`, import.meta.url))
        await writeGenerated(path, write, operations)
        return { name: `generated, ${megabytes} MB, ${ending}`, path, schemes: generatedSchemes }
      }),
    ),
  )
}

async function writeGenerated(path: string, write: (document: object) => string, operations: number): Promise<void> {
  await mkdir(new URL('results/', import.meta.url), { recursive: true })
  await writeFile(path, write(generateDocument(operations)))
}

function toJson(document: object): string {
  return JSON.stringify(document, null, 1)
}
