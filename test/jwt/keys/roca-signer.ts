import { checkPrimeSync, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { type Signer, signerOf } from '../signer.ts'

/** A real key pair of the form that the broken generator made: both primes are powers of 65537 modulo the primes to 167. */
export function createRocaSigner(): Signer {
  const [p, q] = [rocaPrime(), rocaPrime()]
  const e = 65_537n
  const d = inverse(e, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const members = Object.entries(numbers).map(([name, value]) => [name, bytesOf(value).toString('base64url')])
  const privateKey = createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(members) }, format: 'jwk' })
  return signerOf('RS256', 'roca', createPublicKey(privateKey), privateKey)
}

/** Of 1,024 bits, the two highest set, so that the product of two has 2,048. */
function rocaPrime(): bigint {
  const smallPrimes = Array.from({ length: 166 }, (_, index) => index + 2).filter((n) => checkPrimeSync(BigInt(n)))
  const product = smallPrimes.reduce((all, prime) => all * BigInt(prime), 1n)
  const smallest = 3n << 1022n
  const spread = smallest / 3n / product
  for (;;) {
    const factor = smallest / product + 1n + (randomBigInt(128) % spread)
    const candidate = factor * product + power(65_537n, randomBigInt(8), product)
    if (candidate >> 1022n === 3n && checkPrimeSync(candidate)) return candidate
  }
}

function randomBigInt(bytes: number): bigint {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
