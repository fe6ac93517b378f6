/** The bytes of base64 in its one form (RFC 4648 §4); Node's decoder alone skips what it does not know. */
export function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined
}
