import { prunedPath } from '../document/pruned-document.ts'
import type { Stage } from './library.ts'
import { contentTypeFor, type Described, runStage } from './run-stage.ts'

/** What the stage that judges requests says of one that says nothing. */
export type Probe = (stage: Stage, req: Described) => Promise<unknown>

/**
 * Tells the document that the validator cannot read from the request over which it fails: the document fails for a request
 * that says nothing as well. Asked once for each method and type of content of the document.
 */
export function createProbe(): Probe {
  const known = new Map<string, Promise<unknown>>()
  return (stage, { method, headers, openapi }) => {
    const type = contentTypeFor(headers['content-type'], openapi?.schema.requestBody)
    const key = `${method} ${type}`
    const found = known.get(key) ?? judgeNothing(stage, method, type, openapi)
    known.set(key, found)
    return found
  }
}

function judgeNothing(
  stage: Stage,
  method: string,
  type: string | undefined,
  openapi: Described['openapi'],
): Promise<unknown> {
  const nothing = {
    method,
    path: prunedPath,
    originalUrl: prunedPath,
    url: prunedPath,
    headers: { 'content-type': type },
    query: {},
    params: {},
    // A discriminator is read off it.
    body: {},
    openapi: { ...openapi, pathParams: {} },
  }
  return runStage(stage, nothing, {}, () => {})
}
