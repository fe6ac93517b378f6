import type { KeyOptions } from '../configuration/key-limits.ts'
import type { OnDenied } from '../express/deny.ts'
import type { DocsOptions } from '../express/docs/docs-options.ts'
import type { ValidateOptions } from '../express/validation/validate-options.ts'
import type { PolicyOptions } from '../policy/types.ts'
import type { SchemeOptions } from '../schemes/option-types.ts'
import type { Store } from '../store/types.ts'
import type { TokenClientOptions } from '../token-client/options.ts'

/** How a document is enforced. An unknown name anywhere stops the start with the nearest valid one. */
export interface GateOptions extends PolicyOptions {
  /** The issuer of the one token scheme that has none of its own: `tenant.auth0.com`. */
  domain?: string
  /** Its audience; any of several. */
  audience?: string | string[]
  /**
   * Gateways whose extensions in the document say whom schemes trust, below all other sources: Google's
   * (`x-google-issuer`, `x-google-auth`) and Amazon's (`x-amazon-apigateway-authorizer`). Default: none.
   */
  trust?: ('x-google' | 'x-amazon')[]
  /** Per scheme, by its name in the document. */
  schemes?: Record<string, SchemeOptions>
  /** `report`: every verdict becomes an event and nothing is refused. `enforce` beats a report mode in the document. */
  mode?: 'enforce' | 'report'
  /**
   * Scheme and authority under which clients reach the API: `https://api.example`. What DPoP proofs must be for, and what
   * counts as the same site. Default: what the request says, of a proxy in front as far as `trust proxy` goes.
   */
  origin?: string | string[]
  /** Origins of other sites whose pages may use ambient credentials (cookies, Basic, client certificates) here. */
  allowedOrigins?: string[]
  /** What happens inside the API's base path where the document knows nothing. Default `deny`. */
  undocumented?: 'deny' | 'pass'
  /** Routes the document does not know and that may be reached. `path` is a template; a trailing `/*` is a subtree. */
  allowRoutes?: { method?: string; path: string; reason: string }[]
  /**
   * What happens where the application's routes and the document do not fit. `warn`: a table in the log. `strict`:
   * `gate.seal(app)` throws a `SealError`, every request of the API is answered 503 while there is a problem, and a reload
   * that the routes do not fit is refused. `mode: 'report'` refuses no request even so. Default `warn`.
   */
  seal?: 'warn' | 'strict'
  /** The environment to read. Default `process.env`. */
  env?: Record<string, string | undefined>
  /** Swagger UI. Default: on, and off when `NODE_ENV` is `production`. */
  docs?: DocsOptions | boolean
  /**
   * Validates requests, and answers if asked to, by express-openapi-validator, once the gate has let a request in and its
   * body is parsed. Default false.
   */
  validate?: ValidateOptions | boolean
  /** Names the failed check in the answer. Default: only when `NODE_ENV` is `development` or `test`. */
  detail?: boolean
  /** How the keys of issuers are fetched, and how long they serve. */
  keys?: KeyOptions
  /** Whether the start waits for the keys of every issuer, and fails without them: 30 seconds, or so many. Default: no. */
  requireReady?: boolean | number
  /** What several processes share: revocations and used DPoP proofs. Default: each process has its own. */
  store?: Store
  /**
   * Who asks for upstream tokens (`gate.tokens`, `req.auth.connectionToken`). Default: AUTH0_CLIENT_ID and
   * AUTH0_CLIENT_SECRET at the issuer of the schemes.
   */
  tokens?: TokenClientOptions
  /** Where the gate writes its lines: trust at the start, warnings, refusals outside production. Default: the console. */
  log?: ((line: string) => void) | false
  /** Answers a refusal, or passes it on with `next(new DeniedError(denial))`. Anything else gives the standard answer. */
  onDenied?: OnDenied
}
