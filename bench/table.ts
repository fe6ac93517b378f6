/** What one measurement found. */
export interface Table {
  readonly title: string
  /** What was measured and how, in a sentence or two. */
  readonly note: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What the rows were made of, for programs. */
  readonly data?: unknown
}

export function toMarkdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [`## ${title}`, '', note, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n')
}
