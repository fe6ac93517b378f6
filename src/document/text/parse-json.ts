import { createMemberLocator } from '../../json/locate-member.ts'
import { type JsonFault, parseStrictJson } from '../../json/parse-strict-json.ts'
import type { DocumentLimits } from '../limits.ts'
import { depthFault, type Fault } from './fault.ts'
import type { ParsedText } from './parse-text.ts'
import { createSourceFile } from './source-file.ts'

/** JSON text as plain data. */
export function parseJson(name: string, text: string, limits: DocumentLimits): ParsedText {
  const parsed = parseStrictJson(text, { maxDepth: limits.depth })
  if (!parsed.ok) return { ok: false, fault: describeFault(parsed, limits) }
  return { ok: true, value: parsed.value, source: createSourceFile(name, text, createMemberLocator), json: text }
}

function describeFault(fault: JsonFault, limits: DocumentLimits): Fault {
  const { offset } = fault
  switch (fault.problem) {
    case 'syntax': {
      const message = `this is not JSON: here should be ${fault.expected}`
      return { code: 'document.syntax', offset, message, fix: 'correct the JSON here, or just in front of here' }
    }
    case 'repeated-name': {
      const message = `the name ${JSON.stringify(fault.name)} stands a second time in one object`
      return { code: 'document.repeated-key', offset, message, fix: 'keep one of the two' }
    }
    case 'too-deep':
      return depthFault(offset, limits.depth)
  }
}
