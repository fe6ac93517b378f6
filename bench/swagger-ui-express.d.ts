// The package has no types: this is the part of it that the bench uses.
declare module 'swagger-ui-express' {
  import type { RequestHandler } from 'express'

  export const serve: RequestHandler[]
  export function setup(document: object): RequestHandler
}
