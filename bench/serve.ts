// A process that serves one contender, and says what it has used whenever it is asked.

import type { Express } from 'express'
import { listen } from './listen.ts'

const contenders: Readonly<Record<string, () => Promise<{ createApp(): Promise<Express> }>>> = {
  'bare Express': () => import('./contenders/bare-express.ts'),
  'bare Express, requests prepared': () => import('./contenders/prepared-express.ts'),
  'bare crypto.verify': () => import('./contenders/bare-verify.ts'),
  portcullis: () => import('./contenders/portcullis.ts'),
  'portcullis with 10,000 keys': () => import('./contenders/portcullis-keys.ts'),
  'express-oauth2-jwt-bearer': () => import('./contenders/express-oauth2-jwt-bearer.ts'),
  'express-jwt with jwks-rsa': () => import('./contenders/express-jwt.ts'),
  'fast-jwt': () => import('./contenders/fast-jwt.ts'),
  'fast-jwt with cache': () => import('./contenders/fast-jwt-with-cache.ts'),
  'middleware with jose': () => import('./contenders/jose-middleware.ts'),
  'express-openapi-validator with jose': () => import('./contenders/express-openapi-validator.ts'),
  'openapi-backend with jose': () => import('./contenders/openapi-backend.ts'),
  'portcullis, a token and a key': () => import('./contenders/portcullis-two-schemes.ts'),
  'portcullis, validating': () => import('./contenders/portcullis-validating.ts'),
}

const contender = await contenders[process.argv[2] ?? '']?.()
if (contender === undefined) throw new Error('no such contender')
listen(await contender.createApp())
