// Writes the tables of docs/reasons.md from the tables in the code, so that the page cannot say anything else.
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { answers } from '../src/decision/answers.ts'
import { reasons } from '../src/decision/reasons.ts'

/** Where the page stands. */
export const reasonPage: URL = new URL('../docs/reasons.md', import.meta.url)

/** The page with its tables as the code has them. */
export function withTables(page: string): string {
  const answerRows = Object.entries(answers).map(([error, { status, title }]) => [
    `\`${error}\``,
    String(status),
    title,
  ])
  const reasonRows = Object.entries(reasons).map(([reason, { error, sentence }]) => [
    `\`${reason}\``,
    `${answers[error].status} \`${error}\``,
    sentence,
  ])
  const filled = fill(page, 'answers', table(['error', 'status', 'title'], answerRows))
  return fill(filled, 'reasons', table(['reason', 'answer', 'what happened'], reasonRows))
}

/** Columns as wide as their widest cell, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  const lines = [head, rule, ...rows].map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function fill(page: string, name: string, content: string): string {
  const [before, after] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [page.indexOf(before), page.indexOf(after)]
  if (start === -1 || end === -1) throw new Error(`docs/reasons.md has no place for ${name}`)
  return `${page.slice(0, start)}${before}\n${content}\n${page.slice(end)}`
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(reasonPage, withTables(readFileSync(reasonPage, 'utf8')))
