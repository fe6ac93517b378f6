import type { Report } from '../../diagnostics/diagnostic.ts'
import { whenKnown } from '../../jwt/when-known.ts'
import type { Fields } from '../../options/fields.ts'
import { wrongValue } from '../../options/given.ts'
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

/** Reads `verify` and `cache`, beside which there is no `list` of ours. undefined where `verify` is none, which is reported. */
export function readOwnVerify<Verify extends (...question: never[]) => unknown>(
  fields: Fields,
  list: string,
  wanted: string,
  report: Report,
): OwnVerify<Verify> | undefined {
  const verify = readVerify<Verify>(fields, wanted, report)
  const memory = readMemoryRule(fields, report)
  const both = fields.given(list)
  if (both !== undefined) report(wrongValue(both, 'left out beside verify, which says for itself who may come'))
  return verify && { kind: 'verify', verify, memory }
}

/** Without a `verify` there is nothing to remember. */
export function refuseCache(fields: Fields, report: Report): void {
  const cache = fields.given('cache')
  if (cache !== undefined) report(wrongValue(cache, 'left out: only what verify says is remembered'))
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
