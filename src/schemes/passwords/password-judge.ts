import { createHmac, randomBytes } from 'node:crypto'
import type { Principal } from '../types.ts'
import { isPasswordOf, type PasswordHash } from './password-hash.ts'
import { createWorkQueue } from './work-queue.ts'

/** Somebody whose password is known. */
export interface KnownUser {
  readonly name: string
  readonly hash: PasswordHash
  readonly principal: Principal
}

/** `busy`: too many wait already. */
export type PasswordVerdict = Principal | 'wrong' | 'busy'

/** Whom a name and a password name. Never rejects. */
export type JudgePassword = (name: string, password: string) => Promise<PasswordVerdict>

/** Of the four threads that Node has for all such work, two are left for the signatures of tokens. */
const mostAtOnce = 2

/** A second or so of work. Who comes later is told to come again, and does not wait for strangers' guesses. */
const mostWaiting = 8

/** One for the process, as the threads are. */
const queue = createWorkQueue(mostAtOnce, mostWaiting)

/**
 * Judges passwords by their hashes. An unknown name costs the hash of some known one, always the same, so that the time
 * tells nothing (T-01). A password that was good costs no hash again: it is known by an HMAC under a secret of this judge,
 * one for each user, for as long as the users are these.
 */
export function createPasswordJudge(users: readonly KnownUser[]): JudgePassword {
  const secret = randomBytes(32)
  const known = new Map(users.map((user) => [user.name, user]))
  const remembered = new Map<string, Principal>()
  /** Callers who come at once with the same cost one hash. */
  const pending = new Map<string, Promise<PasswordVerdict>>()

  const hash = async (digest: string, name: string, password: string): Promise<PasswordVerdict> => {
    const user = known.get(name)
    const compared = user ?? decoyFor(name, users, secret)
    try {
      const same = await queue.run(() => isPasswordOf(password, compared.hash))
      if (same === undefined) return 'busy'
      if (!same || user === undefined) return 'wrong'
      remembered.set(digest, user.principal)
      return user.principal
    } catch {
      // There is no memory for it now, which says nothing about the password.
      return 'busy'
    }
  }

  return async (name, password) => {
    // A name has no colon, so that no two pairs are one text.
    const digest = createHmac('sha256', secret).update(`${name}:${password}`).digest('base64')
    const principal = remembered.get(digest)
    if (principal !== undefined) return principal
    const current = pending.get(digest) ?? hash(digest, name, password).finally(() => pending.delete(digest))
    pending.set(digest, current)
    return await current
  }
}

function decoyFor(name: string, users: readonly KnownUser[], secret: Uint8Array): KnownUser {
  const chosen = createHmac('sha256', secret).update(name).digest().readUInt32BE() % users.length
  const decoy = users[chosen]
  if (decoy === undefined) throw new Error('There are no users.')
  return decoy
}
