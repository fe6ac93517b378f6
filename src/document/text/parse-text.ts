import type { DocumentLimits } from '../limits.ts'
import type { Fault } from './fault.ts'
import { parseJson } from './parse-json.ts'
import { parseYaml } from './parse-yaml.ts'
import type { HeldSourceFile } from './source-file.ts'

/** A text as plain data, and as a file that knows where each value stands. */
export type ParsedText =
  | {
      readonly ok: true
      readonly value: unknown
      readonly source: HeldSourceFile
      /** The text, where it is JSON. */
      readonly json?: string
    }
  | { readonly ok: false; readonly fault: Fault }

/** Parses a file as what its name says; where the name says nothing, as JSON if it is JSON, else as YAML. */
export function parseText(name: string, text: string, limits: DocumentLimits): ParsedText {
  const extension = /\.(json|ya?ml)$/i.exec(name)?.[1]?.toLowerCase()
  if (extension === 'json') return parseJson(name, text, limits)
  if (extension !== undefined || !text.trimStart().startsWith('{')) return parseYaml(name, text, limits)
  const parsed = parseJson(name, text, limits)
  // `{` opens a mapping of YAML as well.
  return parsed.ok || parsed.fault.code !== 'document.syntax' ? parsed : parseYaml(name, text, limits)
}
