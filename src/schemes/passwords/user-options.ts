import type { Report } from '../../diagnostics/diagnostic.ts'
import { quote } from '../../diagnostics/words.ts'
import { type Fields, readFields, requireNames } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'
import { type PasswordHash, parseHash } from './password-hash.ts'

/** Somebody who may come, by name and password. */
export interface AcceptedUser {
  /** In NFC. */
  readonly name: string
  readonly hash: PasswordHash
  readonly scopes: readonly string[]
}

/** Reads `users`. Two of one name are refused: nobody could tell whose password counts. */
export function readUsers(fields: Fields, report: Report): readonly AcceptedUser[] | undefined {
  const names = new Set<string>()
  return fields.list('users', 'a list of users', (item) => {
    const user = readUser(item, report)
    if (user === undefined) return undefined
    if (!names.has(user.name)) {
      names.add(user.name)
      return user
    }
    report(wrongValue(item, `a user of another name: ${quote(user.name)} is there already`))
    return undefined
  })
}

function readUser(item: Given, report: Report): AcceptedUser | undefined {
  const fields = readFields(item, ['name', 'hash', 'scopes'], report)
  requireNames(item, fields, ['name', 'hash'], report)
  const name = readName(fields, report)
  const hash = readHash(fields, report)
  if (name === undefined || hash === undefined) return undefined
  return Object.freeze({ name, hash, scopes: fields.texts('scopes', 0) ?? [] })
}

function readName(fields: Fields, report: Report): string | undefined {
  const given = fields.given('name')
  const name = fields.text('name')
  if (given === undefined || name === undefined) return undefined
  if (!/[\p{Cc}\p{Cs}:]/u.test(name)) return name.normalize('NFC')
  report(wrongValue(given, 'a name without a colon and control characters, as RFC 7617 can carry it'))
  return undefined
}

function readHash(fields: Fields, report: Report): PasswordHash | undefined {
  const given = fields.given('hash')
  const text = fields.text('hash')
  if (given === undefined || text === undefined) return undefined
  const hash = parseHash(text)
  if (hash === undefined) {
    report(wrongValue(given, "what `await hashPassword('…')` of this package makes of the password"))
  }
  return hash
}
