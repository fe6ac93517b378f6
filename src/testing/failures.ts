import type { ServerResponse } from 'node:http'
import { respondJson } from './respond-json.ts'
import type { TestFailure } from './types.ts'

/** What each failure answers. */
export const failures: Readonly<Record<TestFailure, (response: ServerResponse) => void>> = {
  refuse: (response) => response.destroy(),
  hang: () => {},
  'status-500': (response) => respondJson(response, 500, { error: 'server_error' }),
  html: (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hello</title>'),
  empty: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
  redirect: (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  'no-keys': (response) => respondJson(response, 200, { keys: [] }),
}

export const failureNames: string = Object.keys(failures).join(', ')

export function isFailure(how: unknown): how is TestFailure {
  return typeof how === 'string' && Object.hasOwn(failures, how)
}
