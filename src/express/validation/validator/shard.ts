import type { Request, Response } from 'express'
import type { ValidateSettings } from '../../../configuration/validate-settings.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import { prunedPath } from '../document/pruned-document.ts'
import { type Fault, faultOf, unreadableRequest } from '../fault.ts'
import { requiresCookie } from '../request/required-cookies.ts'
import type { Library, Stage } from './library.ts'
import { createProbe } from './probe.ts'
import { judgeRequest, type Late, readUploads, runStage, watchAnswers } from './run-stage.ts'

/** What the validator knows of an operation, as `req.openapi` has it. */
export interface Metadata {
  readonly schema: Mapping
  readonly [name: string]: unknown
}

/** What became of a request; `broken`: the document cannot be validated by. A fault's `error` is one of the validator's own. */
export type Outcome =
  | { readonly kind: 'fits' }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly error?: unknown }
  | { readonly kind: 'broken'; readonly error: unknown }

/** The validator of one path. */
export interface Shard {
  /** @param method In lower case, as the document has it. */
  metadata(method: string): Promise<Metadata>
  /** Whether an operation has a cookie among its parameters that has to be there. */
  readonly requiresCookie: (operation: Mapping) => boolean
  /**
   * Validates a request that has `req.openapi`. `reads`: multer may read the body.
   * @param onResponse Told when an answer does not fit, which was not sent then.
   */
  run(req: Request, res: Response, reads: boolean, onResponse: Late): Promise<Outcome>
}

/** What the validator makes of a document, in this order: parameters, metadata, security, multer, and what validates. */
const parametersAt = 0
const metadataAt = 1
const securityAt = 2
const multerAt = 3

/**
 * Builds the validator over the document of one path. It parses no file and fetches nothing.
 * @throws {unknown} what the validator throws for a document that it cannot read.
 */
export async function buildShard(library: Library, document: Mapping, settings: ValidateSettings): Promise<Shard> {
  const stages = library.middleware(optionsOf(document, settings))
  // An application must not get a callback for each parameter of each path: this is where they would be registered.
  await runAlone(stages[parametersAt], { app: { param() {} } })
  const known = new Map<string, Promise<Metadata>>()
  const metadata = (method: string): Promise<Metadata> => {
    const found = known.get(method) ?? readMetadata(stages[metadataAt], method)
    known.set(method, found)
    return found
  }
  const probe = createProbe()
  const isBroken = (error: unknown): boolean => error !== undefined && faultOf(error, library, false) === undefined
  const hasMulter = settings.fileUploader !== false
  return {
    metadata,
    requiresCookie: (operation) => requiresCookie(operation, document),
    async run(req, res, reads, onResponse) {
      for (const [index, stage] of stages.entries()) {
        const isMulter = hasMulter && index === multerAt
        if (index <= securityAt || (isMulter && !reads)) continue
        const judgesAnswers = settings.responses && index === stages.length - 1
        const runs = isMulter ? readUploads : judgesAnswers ? watchAnswers : judgeRequest
        const error = await runs(stage, req, res, onResponse)
        if (error === undefined) continue
        const fault = faultOf(error, library, isMulter)
        if (fault !== undefined) return { kind: 'fault', fault }
        const isDocuments = runs !== judgeRequest || isBroken(await probe(stage, req))
        return isDocuments ? { kind: 'broken', error } : { kind: 'fault', fault: unreadableRequest, error }
      }
      return { kind: 'fits' }
    },
  }
}

/** multer has none of its own, and keeps uploads in memory. Sizes in bytes. */
const uploadLimits = Object.freeze({ fileSize: 1024 * 1024, files: 10, fields: 100, fieldSize: 100_000, parts: 110 })

function withLimits(uploader: Mapping): Mapping {
  const { limits } = uploader
  return { ...uploader, limits: { ...uploadLimits, ...(isMapping(limits) && limits) } }
}

function optionsOf(document: Mapping, settings: ValidateSettings): Mapping {
  const { requests, responses, fileUploader, formats, serDes } = settings
  return {
    apiSpec: document,
    // The document was judged at the start; a schema that cannot be compiled fails when it is.
    validateApiSpec: false,
    validateSecurity: false,
    validateRequests: requests,
    validateResponses: responses,
    $refParser: { mode: 'bundle' },
    fileUploader: isMapping(fileUploader) ? withLimits(fileUploader) : (fileUploader ?? withLimits({})),
    // It adds its own to what it is given.
    ...(isMapping(formats) && { formats: { ...formats } }),
    ...(Array.isArray(serDes) && { serDes: [...serDes] }),
  }
}

/** Whatever the request is, this is the path: which operation it is for was decided. */
async function readMetadata(stage: Stage | undefined, method: string): Promise<Metadata> {
  const request = {
    method: method.toUpperCase(),
    path: prunedPath,
    originalUrl: prunedPath,
    url: prunedPath,
    baseUrl: '',
    app: { enabled: () => false },
    openapi: undefined,
  }
  await runAlone(stage, request)
  const { openapi }: { openapi?: unknown } = request
  if (!isMapping(openapi) || !isMapping(openapi.schema)) throw new Error('the validator knows no such operation')
  return { ...openapi, schema: openapi.schema }
}

async function runAlone(stage: Stage | undefined, request: object): Promise<void> {
  if (stage === undefined) throw new Error('express-openapi-validator is not one of version 5')
  const error = await runStage(stage, request, {}, () => {})
  if (error !== undefined) throw error
}
