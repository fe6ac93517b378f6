/** Whether keys and metadata may be asked for at an address: https, or http that does not leave the machine. */
export function isSecureAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}

/** WHATWG has written every form of an IPv4 address out by now: `0x7f.1` is `127.0.0.1`. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}
