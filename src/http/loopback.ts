/**
 * Whether what is sent to the host stays on this machine. WHATWG has written every form of an IPv4 address out by now:
 * `0x7f.1` is `127.0.0.1`.
 */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}
