import type { ParsedNode } from 'yaml'
import { type DocumentLimits, documentLimits } from '../limits.ts'
import { composeYaml } from './compose-yaml.ts'
import { type ConvertedYaml, convertYaml } from './convert-yaml.ts'
import type { Fault } from './fault.ts'
import { createYamlLocator } from './locate-yaml.ts'
import type { ParsedText } from './parse-text.ts'
import { createSourceFile, type Locator } from './source-file.ts'

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const DELETE = 0x7f

/** YAML 1.2 text as plain data. */
export function parseYaml(name: string, text: string, limits: DocumentLimits): ParsedText {
  const tree = readTree(text, limits)
  if (!tree.ok) return tree
  const locator = createYamlLocator(tree.root, tree.targets)
  return { ok: true, value: tree.value, source: createSourceFile(name, text, openAgain, locator) }
}

/** The text was parsed once without a fault, so it is again. */
function openAgain(text: string): Locator {
  const tree = readTree(text, documentLimits)
  return tree.ok ? createYamlLocator(tree.root, tree.targets) : createYamlLocator(null, new Map())
}

type Tree = Exclude<ConvertedYaml, { ok: false }> & { readonly root: ParsedNode | null }

function readTree(text: string, limits: DocumentLimits): Tree | { readonly ok: false; readonly fault: Fault } {
  const fault = forbiddenCharacter(text)
  if (fault !== undefined) return { ok: false, fault }
  const composed = composeYaml(text, limits)
  if (!composed.ok) return composed
  const converted = convertYaml(composed.root, limits)
  return converted.ok ? { ...converted, root: composed.root } : converted
}

/** YAML 1.2 §5.1 allows no control characters, and §5.4 lets a lone carriage return end a line, which the parser does not. */
function forbiddenCharacter(text: string): Fault | undefined {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset)
    if (code === CARRIAGE_RETURN ? text.charCodeAt(offset + 1) === LINE_FEED : !isControl(code)) continue
    const character = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    const message = `the control character ${character} cannot stand in YAML`
    return { code: 'document.encoding', offset, message, fix: 'take it out; lines end with LF or CR LF' }
  }
  return undefined
}

function isControl(code: number): boolean {
  return (code < 0x20 && code !== TAB && code !== LINE_FEED) || code === DELETE
}
