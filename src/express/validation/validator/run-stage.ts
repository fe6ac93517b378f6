import type { Request, Response } from 'express'
import { isMapping } from '../../../document/plain-data.ts'
import { documentedType } from '../request/documented-type.ts'
import { isFormData } from '../request/request-body.ts'
import type { Stage } from './library.ts'

/** A request that the validator was told the operation of. */
export type Described = Request & { readonly openapi?: { readonly schema: { readonly requestBody?: unknown } } }

/** Told of what a stage says when it has called `next` already: an answer does not fit. */
export type Late = (error: unknown) => void

/** What a stage calls `next` with. The one for responses calls it again when an answer does not fit. */
export function runStage(stage: Stage, req: object, res: object, late: Late): Promise<unknown> {
  return new Promise((resolve) => {
    let called = false
    const next = (error?: unknown): void => {
      if (!called) resolve(error)
      else if (error !== undefined) late(error)
      called = true
    }
    try {
      Promise.resolve(stage(req, res, next)).catch(next)
    } catch (error) {
      next(error)
    }
  })
}

/** The validator looks for the words of the media type as they are written here; parameters are the caller's. */
export async function readUploads(stage: Stage, req: Request, res: Response, late: Late): Promise<unknown> {
  const { headers } = req
  const { 'content-type': sent = '' } = headers
  if (!isFormData(sent)) return runStage(stage, req, res, late)
  headers['content-type'] = sent.replace(/^\s*[^;\s]+/, 'multipart/form-data')
  const error = await runStage(stage, req, res, late)
  headers['content-type'] = sent
  return error
}

/** The stage that judges answers keeps what it compiles by the content type of the request, too, which it has no use for. */
export function watchAnswers(stage: Stage, req: Request, res: Response, late: Late): Promise<unknown> {
  const seen = Object.create(req, { headers: { value: { ...req.headers, 'content-type': undefined } } })
  return runStage(stage, seen, res, late)
}

/** What the stage that judges requests keeps is kept by the content type, so that it gets the document's. */
export async function judgeRequest(stage: Stage, req: Described, res: Response, late: Late): Promise<unknown> {
  const { headers } = req
  const sent = headers['content-type']
  const type = contentTypeFor(sent, req.openapi?.schema.requestBody)
  if (type === sent) return runStage(stage, req, res, late)
  const seen = { ...headers, 'content-type': type }
  req.headers = seen
  const error = await runStage(stage, req, res, late)
  req.headers = Object.assign(headers, seen, { 'content-type': sent })
  return error
}

/** Where the document has no such type, it is the validator's to say so, and nothing is kept. */
export function contentTypeFor(sent: string | undefined, body: unknown): string | undefined {
  const content = isMapping(body) ? body.content : undefined
  if (sent === undefined || !isMapping(content)) return undefined
  const type = documentedType(Object.keys(content), sent) ?? sent
  return type.includes('*') && isFormData(sent) ? 'multipart/form-data' : type
}
