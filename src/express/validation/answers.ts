import type { Request, Response } from 'express'
import { respond } from '../respond.ts'
import type { Fault, Misfit } from './fault.ts'

/** The answers by their `error`; docs/validation.md is compared with it. */
export const validationTitles = {
  validation_failed: 'The request does not fit the API description',
  content_too_large: 'The content is too large',
  unsupported_media_type: 'The operation takes no content of this type',
  validation_unavailable: 'The request cannot be validated',
  invalid_response: 'The answer does not fit the API description',
} as const

const nameOf = { 400: 'validation_failed', 413: 'content_too_large', 415: 'unsupported_media_type' } as const

/** Tells a caller what does not fit. */
export function respondFault({ status, errors }: Fault, req: Request, res: Response): void {
  answer(status, nameOf[status], errors, req, res)
}

/** Where there is nothing to validate by. It is no caller's fault, and trying again does not help. */
export function respondUnavailable(req: Request, res: Response): void {
  answer(500, 'validation_unavailable', undefined, req, res)
}

/** In place of an answer that does not fit; the caller is not told in what. */
export function respondInvalid(req: Request, res: Response): void {
  answer(500, 'invalid_response', undefined, req, res)
}

function answer(
  status: number,
  error: keyof typeof validationTitles,
  errors: readonly Misfit[] | undefined,
  req: Request,
  res: Response,
): void {
  const body = {
    type: `urn:portcullis:error:${error}`,
    title: validationTitles[error],
    status,
    error,
    ...(errors !== undefined && { errors }),
  }
  respond(
    { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }, body },
    req,
    res,
  )
}
