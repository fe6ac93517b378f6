import fc from 'fast-check'
import { fill, hostileTwist } from '../routing/targets.ts'
import { type Document, type Operation, undocumentedMethod } from './documents.ts'
import { aliasPath, strayPath } from './route-paths.ts'

/** A request, but for its credential. */
export interface Sent {
  readonly method: string
  /** As on the wire. */
  readonly target: string
  /** With the headers of a preflight for this method: where it brings no credential either, it is let in for no operation. */
  readonly preflightFor: string | undefined
}

/** A request as it is made for a document: a recipe, which shrinks on its own. */
export type Recipe = (document: Document) => Sent

const word = fc.constantFrom('a', 'B', 'me', '7', 'users', 'A', 'ME', 'x.json', 'a-b')
const words = fc.array(word, { minLength: 6, maxLength: 6 })

type PathRecipe = (document: Document) => string

function operationAt({ operations }: Document, choice: number): Operation | undefined {
  return operations[choice % operations.length]
}

/** A path that an operation has. */
function filled(operation: Operation | undefined, texts: readonly string[], slash: boolean): string {
  const values = texts[Symbol.iterator]()
  const segments = operation?.template.segments ?? []
  const parts = segments.map((segment) => `/${fill(segment, () => values.next().value ?? 'z')}`)
  return `${parts.join('')}${slash ? '/' : ''}` || '/'
}

const choice = fc.nat(11)
const methods = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'OPTIONS', undocumentedMethod]

/** A method and a path, mostly of one operation. */
const aim: fc.Arbitrary<(document: Document) => readonly [method: string, path: string]> = fc
  .record({
    one: choice,
    texts: words,
    slash: fc.boolean(),
    other: fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, fc.constantFrom(...methods)),
  })
  .map(({ one, texts, slash, other }) => (document) => {
    const operation = operationAt(document, one)
    return [other ?? operation?.method ?? 'GET', filled(operation, texts, slash)]
  })

/** Paths that belong to no operation, unless by chance. */
const otherPath: fc.Arbitrary<PathRecipe> = fc.oneof(
  fc.array(word, { maxLength: 4 }).map((texts) => () => `/${texts.join('/')}`),
  choice.map((one) => () => aliasPath(one)),
  fc.constant(() => strayPath),
)

/** Mostly under the document's base path; else beside it, or in another case. */
const prefix = fc.constantFrom<PathRecipe>(
  ...Array<PathRecipe>(9).fill(({ base }) => base),
  () => '',
  () => '',
  () => '/other',
  ({ base }) => base.toUpperCase(),
)

const query = fc.constantFrom('', '', '', '', '?', '?x=1', '?x=/a')
const untouched = fc.constant((target: string) => target)
/** As plain as before: what it names depends on who compares it. */
const otherCase = fc.constantFrom(
  (target: string) => target.toUpperCase(),
  (target: string) => target.toLowerCase(),
)

const request: fc.Arbitrary<Recipe> = fc
  .record({
    aim,
    prefix,
    query,
    elsewhere: usually(fc.constant<PathRecipe | undefined>(undefined), 7, otherPath),
    twist: fc.oneof({ arbitrary: untouched, weight: 4 }, otherCase, { arbitrary: hostileTwist, weight: 3 }),
    isPreflight: usually(fc.constant(false), 19, fc.constant(true)),
  })
  .map(({ aim: aimed, prefix: base, query: asked, elsewhere, twist, isPreflight }) => (document) => {
    const [method, own] = aimed(document)
    const target = twist(base(document) + (elsewhere?.(document) ?? own)) + asked
    return isPreflight
      ? { method: 'OPTIONS', target, preflightFor: method }
      : { method, target, preflightFor: undefined }
  })

function usually<Item>(usual: fc.Arbitrary<Item>, weight: number, other: fc.Arbitrary<Item>): fc.Arbitrary<Item> {
  return fc.oneof({ arbitrary: usual, weight }, other)
}

/** Thirty as a rule, so that building a gate and an application counts for little; a failure is reduced to one. */
export const requests: fc.Arbitrary<Recipe[]> = fc.array(request, { minLength: 1, maxLength: 59, size: 'max' })

/** A plain target of an operation, for middleware to lead requests to. */
export function targetOf(document: Document, one: number): string {
  return document.base + filled(operationAt(document, one), ['7', '7', '7', '7', '7', '7'], false)
}
