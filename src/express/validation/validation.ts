import type { Request, Response } from 'express'
import type { ValidateSettings } from '../../configuration/validate-settings.ts'
import { isMapping, type Mapping } from '../../document/plain-data.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { CompiledPolicy, Operation, Rule } from '../../policy/types.ts'
import type { MatchedRule } from '../../routing/types.ts'
import type { Validated } from '../request-record.ts'
import { respondFault, respondInvalid, respondUnavailable } from './answers.ts'
import { assertReadable, tellMissing } from './assert-readable.ts'
import type { ValidationCounts } from './counts.ts'
import { pruneDocument } from './document/pruned-document.ts'
import type { Fault } from './fault.ts'
import { cannotValidate, failedOver, misfitsAnswer } from './log-lines.ts'
import { freshenQuery } from './request/fresh-query.ts'
import { findOverlooked } from './request/overlooked.ts'
import { isMultipart, isUnread } from './request/request-body.ts'
import { pathParameters } from './request/route-parameters.ts'
import { createTell } from './tell.ts'
import { loadLibrary } from './validator/library.ts'
import { buildShard, type Metadata, type Shard } from './validator/shard.ts'

type Parameters = Pick<Validated, 'before' | 'after'>

/** Validates by one reading of the document. */
export interface Validation {
  /** The parameters of the path, as text and as validated; undefined: it was answered. Never rejects. */
  validate(matched: MatchedRule, req: Request, res: Response): Promise<Parameters | undefined>
  /** Answers a request that was let in for an operation and is none for it any more. */
  lose(operation: Operation, req: Request, res: Response): void
}

export interface ValidationParts {
  readonly loaded: LoadedPolicy
  readonly settings: ValidateSettings
  readonly counts: ValidationCounts
  readonly warn: (line: string) => void
}

/**
 * Each path has a validator of its own, which is built with the first request for it and kept: over a whole document
 * express-openapi-validator compiles every path with every request, and one schema that it cannot read breaks them all.
 * @throws {ConfigurationError} where the document is none that can be validated by, or the validator is not installed.
 */
export function createValidation({ loaded, settings, counts, warn }: ValidationParts): Validation {
  assertReadable(loaded)
  const library = loadLibrary(loaded.files[0] ?? '')
  const shards = new Map<string, Promise<Shard>>()
  const tell = createTell(warn)
  // By hand nobody has read the other files yet. What keeps them from being read is told with the first request.
  tellMissing(loaded, warn).catch(() => {})
  let content: Promise<unknown> | undefined
  const contentOnce = (): Promise<unknown> => {
    content ??= loaded.whole.data()
    return content
  }
  const shardOf = (path: string): Promise<Shard> => {
    const known = shards.get(path)
    if (known !== undefined) return known
    // Whatever becomes of it: what could not be built once cannot be the next time.
    const build = async (): Promise<Shard> => {
      return buildShard(library, documentOf(await contentOnce(), loaded.compiled, path), settings)
    }
    const shard = build()
    shards.set(path, shard)
    return shard
  }
  const validate = async (matched: MatchedRule, req: Request, res: Response): Promise<Parameters | undefined> => {
    const { operation } = matched.rule
    const shard = await shardOf(operation.path)
    const metadata = await shard.metadata(operation.method)
    if (settings.requests) freshenQuery(req)
    const refuse = (fault: Fault): undefined => {
      counts.requestsMisfit += 1
      respondFault(fault, req, res)
    }
    const overlooked = findOverlooked(req, metadata.schema, shard, settings)
    if (overlooked !== undefined) return refuse(overlooked)
    const before = pathParameters(matched)
    const after: Record<string, unknown> = { ...before }
    const { params } = req
    describeOperation(req, matched, metadata, after)
    const onResponse = (error: unknown): void => {
      counts.answersMisfit += 1
      tell(operation, 'answers', misfitsAnswer(operation, error, library))
      respondInvalid(req, res)
    }
    const outcome = await shard.run(req, res, !isMultipart(req) || isUnread(req), onResponse)
    req.params = params
    if (outcome.kind === 'broken') throw outcome.error
    if (outcome.kind === 'fits') return { before, after }
    if (outcome.error !== undefined) tell(operation, 'requests', failedOver(operation, outcome.error))
    return refuse(outcome.fault)
  }
  const fail = (operation: Operation, error: unknown, req: Request, res: Response): undefined => {
    counts.requestsUnvalidated += 1
    tell(operation, 'requests', cannotValidate(operation, error))
    respondUnavailable(req, res)
  }
  return {
    validate: (matched, req, res) =>
      validate(matched, req, res).catch((error: unknown) => fail(matched.rule.operation, error, req, res)),
    lose: (operation, req, res) =>
      fail(operation, new Error('their address was rewritten to one of no operation'), req, res),
  }
}

function documentOf(content: unknown, compiled: CompiledPolicy, path: string): Mapping {
  if (!isMapping(content)) throw new Error('the document is no mapping')
  const rules = compiled.rules.filter(({ operation }) => operation.path === path)
  const credentialsOf = (rule: Rule): readonly string[] => queryCredentials(rule, compiled)
  return pruneDocument({ content, openapi: compiled.policy.openapi, path, rules, credentialsOf })
}

function queryCredentials({ alternatives }: Rule, { schemes }: CompiledPolicy): readonly string[] {
  return alternatives.flat().flatMap(({ scheme: name }) => {
    const scheme = schemes[name]
    return scheme?.type === 'apiKey' && scheme.in === 'query' ? [scheme.parameter] : []
  })
}

/** `req.openapi`, as users of the validator know it, with the operation's own path in it. */
function describeOperation(
  req: Request,
  { rule: { operation, bases } }: MatchedRule,
  metadata: Metadata,
  pathParams: Readonly<Record<string, unknown>>,
): void {
  const openApiRoute = `${bases[0] ?? ''}${operation.path}`
  const expressRoute = openApiRoute.replaceAll(/\{([^}]+)\}/g, ':$1')
  Object.assign(req, { openapi: { ...metadata, openApiRoute, expressRoute, pathParams } })
}
