import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** What scrypt (RFC 7914) costs. */
export interface HashCost {
  /** The logarithm of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** A hash as `hashPassword` wrote it. */
export interface PasswordHash extends HashCost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** Of the choices that OWASP holds to be equal the one with 32 MiB: two at once take 64, which a small container has. */
const cost: HashCost = { ln: 15, r: 8, p: 3 }

const saltBytes = 16
const hashBytes = 32

/** Bytes of UTF-8. A password is no document, and scrypt reads all of it. */
const longestPassword = 1024

/**
 * A hash for `users` of an `http` `basic` scheme: `$scrypt$ln=15,r=8,p=3$salt$hash`, which says itself how it was made.
 * Rejects with a TypeError for a password that is empty, longer than 1,024 bytes, or has control characters.
 */
export async function hashPassword(password: string): Promise<string> {
  if (!isPassword(password)) {
    throw new TypeError(`A password is a text of 1 to ${longestPassword} bytes without control characters.`)
  }
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, { ...cost, salt, hash: Buffer.alloc(hashBytes) })
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`
}

function isPassword(password: unknown): password is string {
  if (typeof password !== 'string' || password === '' || /[\p{Cc}\p{Cs}]/u.test(password)) return false
  return Buffer.byteLength(password) <= longestPassword
}

/** Reads what `hashPassword` writes; undefined for anything else, weaker or dearer than is taken. */
export function parseHash(text: string): PasswordHash | undefined {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/.exec(text)
  if (match === null) return undefined
  const [ln, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [salt, hash] = [Buffer.from(match[4] ?? '', 'base64'), Buffer.from(match[5] ?? '', 'base64')]
  const whole = unpadded(salt) === match[4] && unpadded(hash) === match[5]
  const fits = whole && salt.length >= saltBytes && hash.length >= hashBytes && hash.length <= 64
  return fits && isSane({ ln, r, p }) ? Object.freeze({ ln, r, p, salt, hash }) : undefined
}

/** From 16 MiB, which is OWASP's least but one, to 128: twice that has to be there at any time. */
function isSane({ ln, r, p }: HashCost): boolean {
  return ln >= 14 && ln <= 17 && r === 8 && p >= 1 && p <= 10
}

/** Whether the password is the one of the hash. */
export async function isPasswordOf(password: string, wanted: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, wanted), wanted.hash)
}

/** In NFC, as RFC 7617 §2.1 wants it: one keyboard writes é as one character, another as two. */
function derive(password: string, { ln, r, p, salt, hash }: PasswordHash): Promise<Buffer> {
  // Node refuses by default what takes more than 32 MiB, and scrypt needs a little beside its table.
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 128 * 2 ** ln * r + 128 * r * (p + 2) + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, hash.length, options, (error, derived) => {
      if (error === null) resolve(derived)
      else reject(error)
    })
  })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
