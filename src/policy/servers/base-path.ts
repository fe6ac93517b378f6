/** What a base path cannot hold: the end of a path, another separator, braces, spaces and controls. */
const unusable = /[?#\\{}\s\p{Cc}]/u

/**
 * The one form of a base path: '' for the root, else `/v1`, without a slash at its end. Empty and dot segments are
 * resolved as a client resolves them (RFC 3986 §5.2.4). Undefined where the text is no path.
 */
export function parseBasePath(text: string): string | undefined {
  if (unusable.test(text)) return undefined
  const segments: string[] = []
  for (const segment of text.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments.map((segment) => `/${segment}`).join('')
}

/** Whether a base path is another one or stands under it: by whole segments, whatever their case. */
export function isUnder(base: string, other: string): boolean {
  return `${base}/`.toLowerCase().startsWith(`${other}/`.toLowerCase())
}

/** Whether one of two base paths is the other one or stands under it. */
export function overlap(one: string, other: string): boolean {
  return isUnder(one, other) || isUnder(other, one)
}
