import { isSecureAddress } from './keys/is-secure-address.ts'

/**
 * What is wrong with an address of an issuer or of its keys, in words; undefined: nothing. What URL parsing would
 * silently mend or fold cannot be compared with an `iss`.
 */
export function faultOfAddress(text: string): string | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) {
    return 'has to be an address, as https://issuer.example/'
  }
  if (text.split('/', 3)[2]?.includes('@')) return 'must not hold a user name or password'
  if (text.includes('#')) return 'must not have a fragment'
  return isSecureAddress(text) ? undefined : 'has to begin with https:// (http is for this machine alone)'
}

/** The same for an issuer whose keys are found by discovery: metadata hangs on its address (RFC 8414 §2). */
export function faultOfIssuer(text: string): string | undefined {
  return faultOfAddress(text) ?? (text.includes('?') ? 'must not have a query' : undefined)
}
