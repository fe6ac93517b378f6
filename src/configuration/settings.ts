import type { Report } from '../diagnostics/diagnostic.ts'
import { httpToken } from '../http/token.ts'
import { createFields, type Fields, parseText, readFields, requireNames } from '../options/fields.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { membersOf, type NamedValues, namedValues } from '../options/named-values.ts'
import { readKeyLimits } from './key-limits.ts'
import type { AllowedRoute, DocsSettings, Settings } from './types.ts'
import { readValidate } from './validate-settings.ts'

/** What the gate does beside trusting: everything with its default. */
export function readSettings(fields: Fields, environment: NamedValues, report: Report): Settings {
  const nodeEnv = environment.get('NODE_ENV')?.value
  const production = nodeEnv === 'production'
  return Object.freeze({
    mode: fields.choice('mode', ['enforce', 'report']),
    undocumented: fields.choice('undocumented', ['deny', 'pass']) ?? 'deny',
    allowRoutes: fields.list('allowRoutes', 'a list of routes', (item) => readRoute(item, report), 0) ?? [],
    seal: fields.choice('seal', ['warn', 'strict']) ?? 'warn',
    origins: readOrigins(fields, 'origin', 1, report),
    allowedOrigins: readOrigins(fields, 'allowedOrigins', 0, report),
    detail: fields.flag('detail') ?? (nodeEnv === 'development' || nodeEnv === 'test'),
    production,
    docs: readDocs(fields.given('docs'), production, report),
    keys: readKeyLimits(fields.given('keys'), report),
    requireReady: readRequireReady(fields, report),
    validate: readValidate(fields.given('validate'), report),
  })
}

/** As browsers write them: lower case, without a default port, a path or a slash. */
function readOrigins(fields: Fields, name: string, least: 0 | 1, report: Report): readonly string[] {
  const given = fields.given(name)
  const texts = fields.texts(name, least) ?? []
  if (given !== undefined && !texts.every(isOrigin)) {
    report(wrongValue(given, "an origin, as 'https://api.example.com', or a list of them"))
    return []
  }
  return Object.freeze([...texts])
}

function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false
  return new URL(text).origin === text
}

/** Seconds that a start waits for keys: an issuer that restarts is back by then. */
const readySeconds = 30

function readRequireReady(fields: Fields, report: Report): number | undefined {
  const given = fields.given('requireReady')
  if (given === undefined || given.value === false) return undefined
  if (given.value === true) return readySeconds
  if (typeof given.value === 'number') return fields.number('requireReady', 1, 600)
  report(wrongValue(given, 'true, false, or a number of seconds'))
  return undefined
}

/** A path of whole segments, each text or one parameter; `*` only as the last. */
const routePath = /^(?:\/|(?:\/(?:[^{}*?#\s/]+|\{[^{}/\s]+\}))+(?:\/\*)?|\/\*)$/

function readRoute(item: Given, report: Report): AllowedRoute | undefined {
  const fields = readFields(item, ['method', 'path', 'reason'], report)
  requireNames(item, fields, ['path', 'reason'], report)
  const path = readMatching(fields, 'path', routePath, "a path from the root, as '/healthz' or '/static/*'", report)
  const verb = readMatching(fields, 'method', httpToken, "a method, as 'GET'", report)
  const reason = fields.text('reason')
  return path === undefined || reason === undefined
    ? undefined
    : Object.freeze({ method: verb?.toUpperCase(), path, reason })
}

/** A path of plain segments, since it becomes a route of ours. */
const pagePath = /^(?:\/[\w.~-]+)+$/

const docsNames = ['path', 'documentPath', 'title', 'clientId', 'security', 'visibility']

function readDocs(given: Given | undefined, production: boolean, report: Report): DocsSettings | false {
  if (given === undefined ? production : given.value === false) return false
  const plain = given === undefined || given.value === true
  const fields = createFields(plain ? new Map() : namedValues(given, docsNames, report), report)
  const page = "a path from the root, as '/docs'"
  return Object.freeze({
    path: readMatching(fields, 'path', pagePath, page, report),
    documentPath: readMatching(fields, 'documentPath', pagePath, page, report),
    title: fields.text('title'),
    clientId: readClientId(fields.given('clientId'), report),
    security: fields.text('security'),
    visibility: fields.choice('visibility', ['all', 'permitted']) ?? 'all',
  })
}

function readClientId(given: Given | undefined, report: Report): DocsSettings['clientId'] {
  if (given === undefined) return undefined
  if (typeof given.value === 'string') return parseText(given, report)
  const clients = [...membersOf(given, 'the id of a client, or an object with one for each scheme', report)]
  return new Map(clients.map(([name, member]) => [name, parseText(member, report) ?? '']))
}

function readMatching(
  fields: Fields,
  name: string,
  pattern: RegExp,
  wanted: string,
  report: Report,
): string | undefined {
  const given = fields.given(name)
  const text = fields.text(name)
  if (given === undefined || text === undefined || pattern.test(text)) return text
  report(wrongValue(given, wanted))
  return undefined
}
