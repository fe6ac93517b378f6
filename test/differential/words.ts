import { type Application, type Handler, operationOf, type Part } from './applications.ts'
import type { Ran } from './build.ts'
import type { Rewrite } from './choices.ts'
import { type Document, type Routing, scopeOf } from './documents.ts'
import type { Sent } from './targets.ts'

/** A document, an application and a request as a reader can build them again by hand. */
export function describeDocument({ base, operations }: Document): string {
  const lines = operations.map(({ number, method, path }) => `  ${scopeOf(number)}: ${method} ${path}`)
  return [`document${base === '' ? '' : `, under ${base}`}:`, ...lines].join('\n')
}

export function describeApplication({ routing, gateRouting, parts }: Application): string {
  const lines = parts.flatMap(describePart).map((line) => `  ${line}`)
  return [`application${describeRouting(routing)}; gate${describeRouting(gateRouting)}:`, ...lines].join('\n')
}

function describeRouting({ caseSensitive, strict }: Routing): string {
  return `${caseSensitive ? ', case-sensitive' : ''}${strict ? ', strict' : ''}`
}

function describePart(part: Part): readonly string[] {
  switch (part.kind) {
    case 'gate':
      return ['gate.mount']
    case 'rewrite':
      return [`middleware that ${describeRewrite(part.rewrite)}`]
    case 'middleware':
      return [`use ${part.prefix} → ${describeHandler(part.handler)}`]
    case 'route': {
      const paths = part.paths.map(String).join(' and ')
      const isChain = part.verbs.length > 1 ? 'route ' : ''
      return part.verbs.map(([verb, handler]) => `${isChain}${verb} ${paths} → ${describeHandler(handler)}`)
    }
    case 'group': {
      const { as, prefixes, routing, parts } = part
      const inside = parts.flatMap(describePart).map((line) => `  ${line}`)
      return [`use ${prefixes.join(' and ')}: ${as}${describeRouting(routing)}`, ...inside]
    }
  }
}

function describeRewrite(rewrite: Rewrite): string {
  if (rewrite.what === 'changes the method') return `${rewrite.what} to ${rewrite.method}`
  if (rewrite.what === 'leads to an operation') return `${rewrite.what}, number ${rewrite.operation}`
  return rewrite.what
}

function describeHandler({ name, passesOn }: Handler): string {
  return passesOn ? `${name}, which calls next()` : name
}

export function describeSent({ method, target, preflightFor }: Sent): string {
  return `${method} ${target}${preflightFor === undefined ? '' : `, a preflight for ${preflightFor}`}`
}

export function describeScopes(scopes: readonly number[] | undefined): string {
  if (scopes === undefined) return 'no credential'
  return scopes.length === 0 ? 'a token without a scope' : `a token with ${scopes.map(scopeOf).join(' ')}`
}

export function describeRan(ran: readonly Ran[]): string {
  const texts = ran.map((one) => {
    const operation = operationOf(one.handler, one.method)
    const whose = typeof operation === 'number' ? '' : ` (${operation})`
    return `${one.handler.name}${whose} for ${one.method} ${one.target}`
  })
  return texts.join(', then ') || 'no handler'
}
