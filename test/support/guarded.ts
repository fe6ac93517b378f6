import type { Express } from 'express'
import type { Gate, GateOptions } from '../../src/index.ts'
import { portcullis } from '../../src/index.ts'
import type { TestIssuer } from '../../src/testing/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { type Listening, listening } from './listening.ts'
import type { versions } from './versions.ts'

/** Which Express, as `versions` has it. */
export type ExpressModule = (typeof versions)[number]['express']

/** An application behind a gate, on a real socket. It closes with its block. */
export interface Guarded extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly gate: Gate
  readonly issuer: TestIssuer
  /** The names of the handlers that ran, in order. */
  readonly ran: string[]
  /** What the gate wrote to its log. */
  readonly lines: string[]
}

export interface GuardedParts {
  readonly document: object
  /** Registers routes after the gate was mounted. `ran` notes that a handler ran. */
  readonly routes: (app: Express, ran: (name: string) => void, express: ExpressModule) => void
  readonly options?: GateOptions
  /** Before the gate is mounted. */
  readonly before?: (app: Express, ran: (name: string) => void) => void
}

/** One issuer for all tests of a process: making keys is slow. */
const sharedIssuer = createTestIssuer()

export async function guarded(express: ExpressModule, parts: GuardedParts): Promise<Guarded> {
  const issuer = await sharedIssuer
  const ran: string[] = []
  const lines: string[] = []
  const note = (name: string): void => void ran.push(name)
  const gate = await portcullis(parts.document, {
    schemes: usesScheme(parts.document) ? issuer.schemes : {},
    env: { NODE_ENV: 'test' },
    docs: false,
    log: (line) => void lines.push(line),
    ...parts.options,
  })
  const app = express()
  parts.before?.(app, note)
  gate.mount(app)
  parts.routes(app, note, express)
  const server: Listening = await listening(app)
  return {
    url: server.url,
    port: server.port,
    gate,
    issuer,
    ran,
    lines,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await gate.close()
    },
  }
}

function usesScheme(document: object): boolean {
  return JSON.stringify(document).includes('"auth0"')
}

/** A document with one token scheme, `auth0`, and one key in a header, `key`. */
export function documentOf(paths: object, extra: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    paths,
    components: {
      securitySchemes: {
        auth0: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      },
    },
    ...extra,
  }
}

/** Headers with a bearer token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
