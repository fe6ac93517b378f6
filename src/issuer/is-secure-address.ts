import { isLoopback } from '../http/loopback.ts'

/** Whether keys and metadata may be asked for at an address: https, or http that does not leave the machine. */
export function isSecureAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}
