/** A target in absolute form is read as origin form (RFC 9112 §3.2.2), as Express reads it. */
export function originForm(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[^/?]+:\/\/[^/?]*/, '')
  return path.startsWith('/') || path === '' ? path : `/${path}`
}
