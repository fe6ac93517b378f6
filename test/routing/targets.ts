import fc from 'fast-check'
import type { Segment } from '../../src/policy/path-template.ts'
import { spell } from './express-versions.ts'

/** A segment of a target that fits a segment of a template. */
export function fill(part: Segment, value: () => string): string {
  if (part.kind === 'parameter') return value()
  if (part.kind === 'literal') return spell(part.text)
  return part.pieces.map((piece) => ('text' in piece ? spell(piece.text) : value())).join('')
}

const slashes = ['/', '//', '/.', '/..', '/../', '/;', '.', '..', '%2e', '%2e%2e/', '%2f', '%5C', '\\']
const escapes = ['%', '%zz', '%00', '%0a', '%7f', '%c0%ae', '%ff', '%C3%A9', '%61', '%25', '%252f', '%7c']
const others = [';', ';a', '?', '?/', '#', '|', "'", '{', '-', '.json', ':me', '/v1', 'A']

/** One change to a target, at a place in it. */
type Twist = (target: string, at: number) => string

const insertion = fc.constantFrom(...slashes, ...escapes, ...others).map(
  (text): Twist =>
    (target, at) =>
      target.slice(0, at) + text + target.slice(at),
)

const change = fc.constantFrom<Twist>(
  (target, at) => target.slice(0, at) + target.slice(at).toUpperCase(),
  (target, at) => target.slice(0, at) + target.slice(at).toLowerCase(),
  (target, at) => target.slice(0, at) + encodeFirst(target.slice(at)),
  (target, at) => target.slice(0, at) + target.slice(at + 1),
  (target) => `${target}/`,
  (target) => target.replace('|', '%7C'),
)

function encodeFirst(text: string): string {
  return text === '' ? '' : `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`
}

const place = fc.double({ min: 0, max: 1, noNaN: true })
const origin = fc.constantFrom('', '', '', 'http://h', 'HTTPS://H.example:80')
const twists = fc.array(fc.tuple(fc.oneof(insertion, change), place), { minLength: 1, maxLength: 3 })

/** Makes a hostile target of a plain one: what parsers of paths differ in, at any place, and in either form. */
export const hostileTwist: fc.Arbitrary<(plain: string) => string> = fc
  .tuple(origin, twists)
  .map(([prefix, changes]) => (plain) => {
    const target = changes.reduce((text, [twist, at]) => twist(text, Math.round(at * text.length)), plain)
    // Node itself answers 400 where neither a path nor a query follows the host.
    return prefix + (/^[/?]/.test(target) && (prefix !== '' || target[0] === '/') ? target : `/${target}`)
  })
