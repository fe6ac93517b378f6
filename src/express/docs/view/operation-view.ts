import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import type { Rule } from '../../../policy/types.ts'
import type { RefusalResponses, RefusalStatus } from './refusal-responses.ts'
import { requirementWords, type SchemeWords } from './requirement-words.ts'

/** What the page is told of an operation. */
export type DocumentedRule = Pick<Rule, 'operation' | 'method' | 'bases' | 'extension'>

/** An operation as the page shows it: who may call it, and how a gate refuses. What its document says itself stays. */
export function completeOperation(
  written: Mapping,
  rule: DocumentedRule,
  words: SchemeWords,
  refusals: RefusalResponses,
): Mapping {
  const { description, responses } = written
  const { security } = rule.operation
  const said = requirementWords({ security, extension: rule.extension }, words)
  const own = isMapping(responses) ? responses : {}
  return {
    ...written,
    // As it is enforced, be it the document's own or what an extension made of it.
    security,
    description: typeof description === 'string' && description.trim() !== '' ? `${description}\n\n${said}` : said,
    responses: { ...own, ...refusals.for(own, statusesOf(rule)) },
  }
}

function statusesOf({ operation, extension }: DocumentedRule): readonly RefusalStatus[] {
  if (operation.security.length === 0) return []
  const hides = extension.bind.length > 0 && extension.bindFailure === 'hide'
  return hides ? [400, 401, 403, 404, 503] : [400, 401, 403, 503]
}
