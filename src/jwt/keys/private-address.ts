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
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
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

function isPrivate(ip: string): boolean {
  return privateNetworks.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6')
}

function aborted(signal: AbortSignal): Promise<readonly []> {
  if (signal.aborted) return Promise.resolve([])
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve([]), { once: true }))
}
