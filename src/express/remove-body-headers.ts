import type { ServerResponse } from 'node:http'

/** Headers that a handler or middleware has set for a body of its own: with another they would be wrong. */
export function removeBodyHeaders(res: Pick<ServerResponse, 'getHeaderNames' | 'removeHeader'>): void {
  for (const name of res.getHeaderNames()) if (describesBody(name)) res.removeHeader(name)
}

function describesBody(name: string): boolean {
  return name.startsWith('content-') ? !name.startsWith('content-security-') : others.has(name)
}

const others: ReadonlySet<string> = new Set(['transfer-encoding', 'etag', 'last-modified', 'accept-ranges'])
