import { expressVersions } from '../../contenders/express.ts'

export const bare = 'bare Express'

/** The same with the requests that a gate has, and no gate. */
export const prepared = 'bare Express, requests prepared'

/** What a token that was not seen before costs at the least: no verifier can leave this out. */
export const bareVerify = 'bare crypto.verify'

export const portcullis = 'portcullis'

/** They judge the claims of a token too, and its scopes. */
export const judges: readonly string[] = [
  portcullis,
  'express-oauth2-jwt-bearer',
  'express-jwt with jwks-rsa',
  'fast-jwt',
  'fast-jwt with cache',
  'middleware with jose',
  'express-openapi-validator with jose',
  'openapi-backend with jose',
]

/** What the older Express is measured by: those that come closest, and the SDK that most come from. */
export const quickest: readonly string[] = [portcullis, 'express-oauth2-jwt-bearer', 'fast-jwt', 'fast-jwt with cache']

/** The loads that a contender can be told apart by. */
export function loadsFor(contender: string, expressVersion: string): (load: string) => boolean {
  // The older Express is measured by what most requests are.
  const isMeant = (load: string): boolean => expressVersion === newest || [hot, fresh, 'no credential'].includes(load)
  // Who judges no claim refuses nothing but what is forged.
  if (contender === bareVerify) return (load) => load === hot || load === fresh
  return contender === prepared ? (load) => load === hot : isMeant
}

export const hot = 'one token'
export const rotation = '10,000 tokens'
export const fresh = 'each token new'

export const newest: string = expressVersions[0] ?? ''
