/** Bits. Below: RFC 7518 §3.3. Above: what OpenSSL refuses to compute with. */
const smallestModulus = 2048
const largestModulus = 16_384

/** Whether RSA signatures under this key mean nothing: too short, an exponent that hides nothing, a broken generator. */
export function isWeakRsaKey(modulus: Buffer, exponent: Buffer): boolean {
  const n = toBigInt(modulus)
  const e = toBigInt(exponent)
  const bits = n.toString(2).length
  if (bits < smallestModulus || bits > largestModulus) return true
  // With the exponent 1 the padded hash is its own signature: anybody can write it. An even one has no inverse.
  return e < 3n || e % 2n === 0n || n % 2n === 0n || hasRocaFingerprint(n)
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x0${bytes.toString('hex')}`)
}

/** Modulo these primes, the powers of 65537 are few enough to tell. */
const rocaPrimes: readonly number[] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]

/**
 * ROCA (CVE-2017-15361): one vendor's generator made primes that are powers of 65537 modulo many small primes, so their
 * product is one too. A sound modulus looks like that once in 2 * 10^8.
 */
function hasRocaFingerprint(modulus: bigint): boolean {
  return rocaPrimes.every((prime) => isPowerOf65537(Number(modulus % BigInt(prime)), prime))
}

function isPowerOf65537(residue: number, prime: number): boolean {
  let power = 1
  do {
    if (power === residue) return true
    power = (power * 65_537) % prime
  } while (power !== 1)
  return false
}

/** y coordinates, little-endian, of the points of Ed25519 whose order is at most 8, in every encoding (RFC 8032 §5.1.3). */
const smallOrderPoints: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/** Whether an Ed25519 key is no point, or one of small order: then one signature fits every eighth message, or all. */
export function isWeakEd25519Key(point: Buffer): boolean {
  if (point.length !== 32) return true
  const y = Buffer.from(point)
  // The highest bit is the sign of x, and says nothing about the order.
  y.writeUInt8(y.readUInt8(31) & 0x7f, 31)
  return smallOrderPoints.has(y.toString('hex'))
}
