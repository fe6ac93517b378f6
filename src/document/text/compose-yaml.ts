import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from 'yaml'
import type { DocumentLimits } from '../limits.ts'
import { depthFault, type Fault } from './fault.ts'
import { describeYamlError } from './yaml-reasons.ts'

export type ComposedYaml =
  /** `root` is null for an empty file. */
  { readonly ok: true; readonly root: ParsedNode | null } | { readonly ok: false; readonly fault: Fault }

/**
 * Whatever a directive says, values mean what YAML 1.2 says, keys are texts and nothing is merged. Repeated keys are found
 * when the tree is converted: the composer's own check takes time in the square of the keys.
 */
const composerOptions = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  uniqueKeys: false,
  strict: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/** YAML text as the parser's syntax tree. Reading stops at the first token that can be no part of one plain document. */
export function composeYaml(text: string, limits: DocumentLimits): ComposedYaml {
  const tokens: CST.Token[] = []
  const fault = readTokens(text, limits, tokens)
  if (fault !== undefined) return { ok: false, fault }
  for (const document of new Composer(composerOptions).compose(tokens, true, text.length)) {
    const error = firstError(document)
    return error === undefined ? { ok: true, root: document.contents } : { ok: false, fault: error }
  }
  return { ok: true, root: null }
}

/** Drives lexer and parser by hand: depth and size have to be judged while they grow. */
function readTokens(text: string, limits: DocumentLimits, tokens: CST.Token[]): Fault | undefined {
  const parser = new Parser()
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    const fault = takeTokens(parser.next(lexeme), tokens)
    if (fault !== undefined) return fault
    if (++count > limits.yamlTokens) return tooManyTokens(parser.offset, limits)
    // Beside its collections the stack holds the document and the scalar that is being read.
    if (parser.stack.length > limits.depth + 2) return depthFault(parser.offset, limits.depth)
  }
  return takeTokens(parser.end(), tokens)
}

function takeTokens(produced: Iterable<CST.Token>, tokens: CST.Token[]): Fault | undefined {
  for (const token of produced) {
    const fault = judgeToken(token, tokens)
    if (fault !== undefined) return fault
    tokens.push(token)
  }
  return undefined
}

function judgeToken(token: CST.Token, before: readonly CST.Token[]): Fault | undefined {
  switch (token.type) {
    case 'error':
      return syntaxFault('UNEXPECTED_TOKEN', token.offset)
    case 'directive':
      return /^%YAML[ \t]+1\.2[ \t]*$/.test(token.source) ? undefined : directiveFault(token)
    case 'document':
      return before.some((earlier) => earlier.type === 'document') ? secondDocument(token.offset) : undefined
    default:
      return undefined
  }
}

/** A warning counts: each is about a value that may not mean what it seems to. */
function firstError(document: Document.Parsed): Fault | undefined {
  let first: YAMLError | undefined
  for (const error of [...document.errors, ...document.warnings]) {
    if (first === undefined || error.pos[0] < first.pos[0]) first = error
  }
  return first && syntaxFault(first.code, first.pos[0])
}

function syntaxFault(error: YAMLError['code'], offset: number): Fault {
  const reason = describeYamlError(error)
  switch (error) {
    case 'NON_STRING_KEY':
      return { code: 'document.key', offset, message: reason, fix: 'write a plain name as the key' }
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return { code: 'document.tag', offset, message: reason, fix: 'write the value without a tag' }
  }
  const fix = 'correct the YAML here, or in front of here: a quote or a bracket may stand open'
  return { code: 'document.syntax', offset, message: `this is not YAML: ${reason}`, fix }
}

function directiveFault(token: CST.Directive): Fault {
  const message = `the line ${JSON.stringify(token.source.slice(0, 60))} would change what the values below it mean`
  return { code: 'document.directive', offset: token.offset, message, fix: 'take the line out, and the "---" below it' }
}

function secondDocument(offset: number): Fault {
  const message = 'a second YAML document begins here; which of the two would be enforced?'
  return { code: 'document.several', offset, message, fix: 'keep one document, or write one file for each' }
}

function tooManyTokens(offset: number, limits: DocumentLimits): Fault {
  const message = `the file has more than ${limits.yamlTokens} words and signs, too many to be parsed in memory`
  return { code: 'limit.tokens', offset, message, fix: 'convert it to JSON, which is read in a tenth of the memory' }
}
