import type { Auth } from './decision/types.ts'

declare global {
  namespace Express {
    interface Request {
      /** The caller; undefined on a public operation and for an anonymous caller. */
      auth?: Auth
    }
  }
}
