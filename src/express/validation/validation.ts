import type { Request, Response } from 'express'
import type { ValidateSettings } from '../../configuration/validate-settings.ts'
import { isMapping } from '../../document/plain-data.ts'
import { printable } from '../../enforcement/describe-decision.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { CompiledPolicy, Operation, Rule } from '../../policy/types.ts'
import type { MatchedRule } from '../../routing/types.ts'
import type { Validated } from '../request-record.ts'
import { respondFault, respondInvalid, respondUnavailable } from './answers.ts'
import { assertReadable } from './assert-readable.ts'
import { misfitsOf } from './fault.ts'
import { freshenQuery } from './fresh-query.ts'
import { loadLibrary } from './library.ts'
import { findOverlooked } from './overlooked.ts'
import { pruneDocument } from './pruned-document.ts'
import { isMultipart, isUnread } from './request-body.ts'
import { pathParameters } from './route-parameters.ts'
import { buildShard, type Metadata, type Shard } from './shard.ts'

type Parameters = Pick<Validated, 'before' | 'after'>

/** Validates by one reading of the document. */
export interface Validation {
  /** The parameters of the path, as text and as validated; undefined: it was answered. Never rejects. */
  validate(matched: MatchedRule, req: Request, res: Response): Promise<Parameters | undefined>
}

export interface ValidationParts {
  readonly loaded: LoadedPolicy
  readonly settings: ValidateSettings
  readonly warn: (line: string) => void
}

/** Different lines that one reading writes: what is wrong with answers may differ from one to the next. */
const mostLines = 100

/**
 * Each path has a validator of its own, which is built with the first request for it and kept: over a whole document
 * express-openapi-validator compiles every path with every request, and one schema that it cannot read breaks them all.
 * @throws {ConfigurationError} where the document is none that can be validated by, or the validator is not installed.
 */
export function createValidation({ loaded, settings, warn }: ValidationParts): Validation {
  assertReadable(loaded)
  const library = loadLibrary(loaded.files[0] ?? '')
  const shards = new Map<string, Promise<Shard>>()
  const tell = onceEach(warn)
  const shardOf = (path: string): Promise<Shard> => {
    const known = shards.get(path)
    if (known !== undefined) return known
    // Whatever becomes of it: what could not be built once cannot be the next time.
    const shard = (async () => buildShard(library, documentOf(loaded, path), settings))()
    shards.set(path, shard)
    return shard
  }
  const validate = async (matched: MatchedRule, req: Request, res: Response): Promise<Parameters | undefined> => {
    const { operation } = matched.rule
    const shard = await shardOf(operation.path)
    const metadata = await shard.metadata(operation.method)
    freshenQuery(req)
    if (settings.requests && req.cookies === undefined && shard.requiresCookie(metadata.schema)) {
      throw new Error('nothing has read the cookies; put cookie-parser in front of the route')
    }
    const overlooked = settings.requests ? findOverlooked(req, metadata.schema, settings) : undefined
    if (overlooked !== undefined) {
      respondFault(overlooked, req, res)
      return undefined
    }
    const before = pathParameters(matched)
    const after: Record<string, unknown> = { ...before }
    const { params } = req
    describeOperation(req, matched, metadata, after)
    const onResponse = (error: unknown): void => {
      tell(`an answer of ${nameOf(operation)} does not fit the document: ${describeMisfit(error)}`)
      respondInvalid(req, res)
    }
    const outcome = await shard.run(req, res, !isMultipart(req) || isUnread(req), onResponse)
    req.params = params
    if (outcome.kind === 'broken') throw outcome.error
    if (outcome.kind === 'fault') {
      const { fault, error } = outcome
      if (error !== undefined) tell(`the validator failed over a request for ${nameOf(operation)}, ${answered(error)}`)
      respondFault(fault, req, res)
    }
    return outcome.kind === 'fits' ? { before, after } : undefined
  }
  return {
    validate: (matched, req, res) =>
      validate(matched, req, res).catch((error: unknown) => {
        const { operation } = matched.rule
        tell(`requests for ${nameOf(operation)} cannot be validated, and are answered 500: ${messageOf(error)}`)
        respondUnavailable(req, res)
        return undefined
      }),
  }
}

function documentOf({ content, compiled }: LoadedPolicy, path: string): ReturnType<typeof pruneDocument> {
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

function nameOf({ method, path, source: { file, line, column } }: Operation): string {
  return `${method.toUpperCase()} ${path} (${file}:${line}:${column})`
}

function describeMisfit(error: unknown): string {
  const { errors }: { errors?: unknown } = Object(error)
  if (!Array.isArray(errors)) return messageOf(error)
  return misfitsOf(error)
    .map(({ pointer, message }) => printable(`${pointer} ${message}`))
    .join(', ')
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : 'no reason was given')
}

/** What is thrown over a request may have the request in it. */
function answered(error: unknown): string {
  return `which was answered 400: ${printable(error instanceof Error ? error.name : typeof error)}`
}

function onceEach(warn: (line: string) => void): (line: string) => void {
  const told = new Set<string>()
  return (line) => {
    if (told.has(line) || told.size >= mostLines) return
    told.add(line)
    warn(line)
  }
}
