import { type Gate, type GateOptions, portcullis } from '../../src/index.ts'
import { documentOf } from '../support/guarded.ts'
import { type Case, pathsOf } from './case.ts'

/** A gate that lets everything through which a case sends, and where it hangs. */
export interface OpenGate {
  readonly title: string
  /** Whether a case has nothing in it that this gate refuses by design. */
  readonly opensFor: (one: Case) => boolean
  readonly open: (one: Case) => Promise<Gate> | undefined
  /** Whether it hangs on a router in front of everything, and not on the application. */
  readonly onRouter?: boolean
  /** Whether the newest Express of each major is enough: what is tried is more of ours than of Express. */
  readonly newestOnly?: boolean
  /** Headers that callers need. */
  readonly headers?: Readonly<Record<string, string>>
  /** Header fields of an answer that are the gate's own, on operations that are not public. */
  readonly adds?: readonly string[]
}

const key = 'the-key-of-the-battery'

/** The check is asynchronous, so that everything behind it happens in a later turn. */
const keys: GateOptions['schemes'] = { key: { keys: [{ name: 'battery', key }], check: async () => true } }

/** What keeps shared caches from mixing callers up. */
const own = ['cache-control', 'vary']

export const gates: readonly OpenGate[] = [
  {
    title: 'operations that the caller may use',
    opensFor: isDocumentable,
    open: (one) => openGate(operations(one, [{ key: [] }]), { schemes: keys }),
    headers: { 'x-key': key },
    adds: own,
  },
  {
    title: 'undocumented paths that pass',
    opensFor: isReadable,
    open: () => openGate(elsewhere, { undocumented: 'pass' }),
    onRouter: true,
  },
  {
    title: 'public operations',
    opensFor: isDocumentable,
    open: (one) => openGate(operations(one, [])),
    newestOnly: true,
  },
  {
    title: 'paths outside the API',
    newestOnly: true,
    opensFor: isReadable,
    open: () => openGate(elsewhere, { basePath: '/elsewhere' }),
  },
  {
    title: 'report mode',
    opensFor: () => true,
    open: (one) => openGate(operations(one, [{ key: [] }]), { mode: 'report', schemes: keys }),
    adds: own,
    newestOnly: true,
  },
  // The lock hangs on what all applications of one copy of Express share.
  { title: 'no gate, beside applications that have one', opensFor: () => true, open: () => undefined },
]

function isReadable({ unreadable }: Case): boolean {
  return unreadable === undefined
}

function isDocumentable(one: Case): boolean {
  return isReadable(one) && one.undocumentable === undefined
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

function operations(one: Case, security: readonly object[]): object {
  const item = Object.fromEntries(methods.map((method) => [method, { security }]))
  return documentOf(Object.fromEntries(pathsOf(one).map((path) => [path, item])))
}

/** Of a method that no route of a case has, so that a route for every path is not taken for one of the API's. */
const elsewhere = documentOf({ '/nobody/asks/for/this': { trace: { security: [] } } })

function openGate(document: object, options: GateOptions = {}): Promise<Gate> {
  return portcullis(document, { docs: false, log: false, env: { NODE_ENV: 'test' }, ...options })
}
