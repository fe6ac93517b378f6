import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Networks that are not the world: RFC 1918, 6598, 3927, 4193, 4291, this machine, and what is mapped onto them. */
const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv6')
}

/**
 * Whether the host of an address is, or resolves to, anything inside a private network (J-03). A name that does not
 * resolve in time is not: the fetch will say so. The name is looked up again for the fetch, so this is no defence
 * against an owner of the name who answers differently a moment later; https is.
 */
export async function isPrivateAddress(address: string, signal: AbortSignal): Promise<boolean> {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return isPrivate(host)
  const found = lookup(host, { all: true }).catch(() => [])
  const given = await Promise.race([aborted(signal), found])
  return given.some((one) => isPrivate(one.address))
}

/** Where IPv4 addresses stand in others, and in which group they begin: NAT64, 6to4, and old ways to map one. */
const embedding = [
  { network: networkOf('64:ff9b::', 96), group: 6 },
  { network: networkOf('2002::', 16), group: 1 },
  { network: networkOf('::', 96), group: 6 },
  { network: networkOf('::ffff:0:0:0', 96), group: 6 },
]

function networkOf(prefix: string, length: number): BlockList {
  const network = new BlockList()
  network.addSubnet(prefix, length, 'ipv6')
  return network
}

function isPrivate(ip: string): boolean {
  if (isIP(ip) === 4) return privateNetworks.check(ip, 'ipv4')
  return privateNetworks.check(ip, 'ipv6') || embeddedIn(ip).some((v4) => privateNetworks.check(v4, 'ipv4'))
}

function embeddedIn(ip: string): readonly string[] {
  const groups = groupsOf(ip)
  return embedding.flatMap(({ network, group }) => {
    const [high = 0, low = 0] = groups.slice(group)
    return network.check(ip, 'ipv6') ? [[high >> 8, high & 255, low >> 8, low & 255].join('.')] : []
  })
}

/** The eight groups of an IPv6 address, as numbers. */
function groupsOf(ip: string): readonly number[] {
  // WHATWG writes the four decimal parts that may stand at the end as two groups.
  const plain = new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [before = '', after] = plain.split('::')
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16))
  const [start, end] = [parse(before), parse(after ?? '')]
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end]
}

function aborted(signal: AbortSignal): Promise<readonly []> {
  if (signal.aborted) return Promise.resolve([])
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve([]), { once: true }))
}
