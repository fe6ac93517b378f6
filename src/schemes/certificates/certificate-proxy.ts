import { BlockList, isIP } from 'node:net'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { httpToken } from '../../http/token.ts'
import { type Fields, parseText, requireNames } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'
import { type CertificateFormat, certificateFormats } from './certificate-header.ts'

/** A proxy that ends TLS, and whose word on the caller's certificate counts. Frozen. */
export interface CertificateProxy {
  readonly addresses: readonly string[]
  readonly header: string
  readonly format: CertificateFormat
}

/** Reads `proxy`; undefined where none was given or something is wrong, which was reported. */
export function readCertificateProxy(fields: Fields, name: string, report: Report): CertificateProxy | undefined {
  const given = fields.given(name)
  const parts = fields.record(name, ['addresses', 'header', 'format'])
  if (given === undefined || parts === undefined) return undefined
  requireNames(given, parts, ['addresses', 'header', 'format'], report)
  const wanted = 'a list of addresses and ranges, as 10.0.0.7 and fd00::/64'
  const addresses = parts.list('addresses', wanted, (item) => readAddress(item, report))
  const header = readHeaderName(parts, report)
  const format = parts.choice('format', certificateFormats)
  if (addresses === undefined || header === undefined || format === undefined) return undefined
  return Object.freeze({ addresses, header, format })
}

function readHeaderName(fields: Fields, report: Report): string | undefined {
  const given = fields.given('header')
  const name = fields.text('header')
  if (given === undefined || name === undefined || httpToken.test(name)) return name
  report(wrongValue(given, 'the name of a header'))
  return undefined
}

function readAddress(item: Given, report: Report): string | undefined {
  const text = parseText(item, report)
  if (text === undefined) return undefined
  const range = splitRange(text)
  if (range !== undefined && !isAlmostEverybody(range)) return text
  report(wrongValue(item, 'an address or a range that is not all addresses, as 10.0.0.7 or fd00::/64'))
  return undefined
}

/** Bits. The widest range of private addresses has as many. */
const leastBits = 8

/** A range of IPv6 addresses may hold all of IPv4, which stand among them. */
function isAlmostEverybody(range: Range): boolean {
  const list = new BlockList()
  list.addSubnet(range.address, range.bits, range.family)
  return range.bits < leastBits || (list.check('1.1.1.1', 'ipv4') && list.check('203.0.113.1', 'ipv4'))
}

interface Range {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly bits: number
}

/** `/0` would be everybody. A zone is a name of this machine alone, and an IPv4 address is written as one. */
function splitRange(text: string): Range | undefined {
  const [address = '', length, ...others] = text.split('/')
  const most = isIP(address) === 4 ? 32 : 128
  const bits = length === undefined ? most : /^[1-9]\d{0,2}$/.test(length) ? Number(length) : 0
  if (isIP(address) === 0 || others.length > 0 || bits < 1 || bits > most) return undefined
  if (address.includes('%') || /^::ffff:/i.test(address)) return undefined
  return { address, family: most === 32 ? 'ipv4' : 'ipv6', bits }
}

/** Whether an address is the proxy's. No address, as of a socket that was cut off, is nobody's (I-19). */
export function createAddressTest(addresses: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const { address, family, bits } of addresses.flatMap((text) => splitRange(text) ?? [])) {
    list.addSubnet(address, bits, family)
  }
  return (address) => {
    if (address === undefined) return false
    // How a socket that listens on both families writes an IPv4 address.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    const family = isIP(plain)
    if (family === 0 || plain.includes('%')) return false
    return list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
  }
}
