// Writes the lists of docs/diagnostics.md from the tables in the code, so that the page cannot say anything else.
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { configurationCodes } from '../src/configuration/codes.ts'
import { documentCodes } from '../src/document/codes.ts'
import { mountCodes } from '../src/express/codes.ts'
import { docsCodes } from '../src/express/docs/codes.ts'
import { sealCodes } from '../src/express/seal/codes.ts'
import { validationCodes } from '../src/express/validation/codes.ts'
import { gateCodes } from '../src/gate/codes.ts'
import { issuerCodes } from '../src/issuer/codes.ts'
import { optionCodes } from '../src/options/codes.ts'
import { policyCodes } from '../src/policy/codes.ts'

/** Where the page stands. */
export const diagnosticsPage: URL = new URL('../docs/diagnostics.md', import.meta.url)

/** The tables, by the name of their place in the page. */
export const codeTables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  document: documentCodes,
  policy: policyCodes,
  options: optionCodes,
  configuration: { ...configurationCodes, ...issuerCodes },
  mounting: { ...mountCodes, ...docsCodes },
  routes: sealCodes,
  validation: validationCodes,
  running: gateCodes,
}

/** The page with its lists as the code has them. */
export function withLists(page: string): string {
  return Object.entries(codeTables).reduce((filled, [name, table]) => fill(filled, name, listOf(table)), page)
}

function listOf(table: Readonly<Record<string, string>>): string {
  return Object.entries(table)
    .map(([code, sentence]) => `- \`${code}\`: ${sentence}`)
    .join('\n')
}

function fill(page: string, name: string, content: string): string {
  const [before, after] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [page.indexOf(before), page.indexOf(after)]
  if (start === -1 || end === -1) throw new Error(`docs/diagnostics.md has no place for ${name}`)
  return `${page.slice(0, start)}${before}\n${content}\n${page.slice(end)}`
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(diagnosticsPage, withLists(readFileSync(diagnosticsPage, 'utf8')))
}
