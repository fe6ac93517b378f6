/** The bytes of base64url without padding (RFC 7515 §2), or undefined for any other text. */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // Node decodes leniently, but bytes have one canonical text: padding, other alphabets and stray bits differ.
  return bytes.toString('base64url') === text ? bytes : undefined
}
