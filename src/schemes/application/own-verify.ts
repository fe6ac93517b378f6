import type { Report } from '../../diagnostics/diagnostic.ts'
import type { Fields } from '../../options/fields.ts'
import { wrongValue } from '../../options/given.ts'
import { whenKnown } from '../../waiting/when-known.ts'
import type { GivenScheme } from '../kind.ts'
import type { Verified } from '../option-types.ts'
import type { HookContext, Principal, Verdict, VerifyContext } from '../types.ts'
import { askVerify } from './ask-verify.ts'
import { readVerify } from './hooks.ts'
import { type MemoryRule, PrincipalMemory, readMemoryRule } from './principal-memory.ts'

/** The application's own `verify`, and for how long whom it names is remembered. */
export interface OwnVerify<Verify> {
  readonly kind: 'verify'
  readonly verify: Verify
  readonly memory: MemoryRule | undefined
}

/** Who may come: those on a list in the options, or whom the application's `verify` names. */
export type Trusted<Entry, Verify> = { readonly kind: 'list'; readonly entries: readonly Entry[] } | OwnVerify<Verify>

/** What a kind of scheme says of its list. */
interface TrustedList<Entry> {
  readonly name: 'keys' | 'users'
  readonly read: (fields: Fields, report: Report) => readonly Entry[] | undefined
  /** What `verify` has to be. */
  readonly verify: string
  /** What to write where there is neither. */
  readonly fix: string
}

/** Reads the list, or `verify` and `cache` in its place; undefined where something is wrong, which was reported. */
export function readTrusted<Entry, Verify extends (...question: never[]) => unknown>(
  given: GivenScheme,
  list: TrustedList<Entry>,
): Trusted<Entry, Verify> | undefined {
  const { fields, report } = given
  const listed = fields.given(list.name)
  if (fields.given('verify') !== undefined) {
    if (listed !== undefined) report(wrongValue(listed, 'left out beside verify, which says for itself who may come'))
    return readOwnVerify<Verify>(fields, list.verify, report)
  }
  const cache = fields.given('cache')
  if (cache !== undefined) report(wrongValue(cache, 'left out: only what verify says is remembered'))
  if (listed === undefined) return given.unconfigured(list.fix)
  const entries = list.read(fields, report)
  return entries && { kind: 'list', entries }
}

function readOwnVerify<Verify extends (...question: never[]) => unknown>(
  fields: Fields,
  wanted: string,
  report: Report,
): OwnVerify<Verify> | undefined {
  const verify = readVerify<Verify>(fields, wanted, report)
  const memory = readMemoryRule(fields, report)
  return verify && { kind: 'verify', verify, memory }
}

type Identify = (
  credential: string,
  verify: (context: HookContext) => Verified | Promise<Verified>,
  context: VerifyContext,
) => Verdict | Promise<Verdict>

/** Asks whom a credential names, where it is not remembered. */
export function createIdentify({ scheme, type }: Pick<Principal, 'scheme' | 'type'>, rule?: MemoryRule): Identify {
  const memory = rule && new PrincipalMemory(rule)
  return (credential, verify, context) => {
    const principal = memory?.find(credential)
    if (principal !== undefined) return { kind: 'principal', principal, token: undefined }
    return whenKnown(askVerify(verify, { scheme, type, context }), (verdict) => {
      if (verdict.kind === 'principal') memory?.add(credential, verdict.principal)
      return verdict
    })
  }
}
