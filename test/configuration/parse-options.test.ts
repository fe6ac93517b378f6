import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOptions } from '../../src/configuration/parse-options.ts'
import type { ParsedOptions } from '../../src/configuration/types.ts'
import { validateDefaults } from '../../src/configuration/validate-settings.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

function parse(
  options: unknown,
  env: Record<string, string | undefined> = {},
): { parsed: ParsedOptions | undefined; found: readonly Diagnostic[] } {
  const found: Diagnostic[] = []
  const parsed = parseOptions(options, env, (diagnostic) => void found.push(diagnostic))
  return { parsed, found }
}

function parsed(options: unknown, env: Record<string, string | undefined> = {}): ParsedOptions {
  const result = parse(options, env)
  assert.deepEqual(result.found, [])
  return result.parsed ?? assert.fail('nothing was parsed')
}

describe('the options of a gate', () => {
  it('have defaults', () => {
    for (const options of [{}, undefined, { domain: undefined, docs: undefined }]) {
      assert.deepEqual(parsed(options).settings, {
        mode: undefined,
        undocumented: 'deny',
        allowRoutes: [],
        seal: 'warn',
        origins: [],
        allowedOrigins: [],
        detail: false,
        production: false,
        docs: {
          path: undefined,
          documentPath: undefined,
          title: undefined,
          clientId: undefined,
          security: undefined,
          visibility: 'all',
        },
        keys: {},
        requireReady: undefined,
        validate: false,
      })
    }
  })

  it('say what they mean', () => {
    const docs = {
      path: '/reference',
      documentPath: '/openapi.json',
      title: 'Orders',
      clientId: 'docs',
      security: 'staff',
      visibility: 'permitted' as const,
    }
    const { settings, policy } = parsed({
      basePath: '/v1/',
      publicOperations: 'implicit',
      routing: { strict: true },
      allow: ['../common'],
      mode: 'report',
      undocumented: 'pass',
      allowRoutes: [
        { path: '/healthz', reason: 'probes' },
        { method: 'get', path: '/static/*', reason: 'files' },
        { path: '/*', reason: 'all' },
      ],
      docs,
      detail: true,
      keys: { timeoutMs: 2000, maxAge: 300, maxStale: 0, privateAddresses: 'refuse' },
      requireReady: true,
      store: createMemoryStore(),
      log: false,
      onDenied: () => {},
      seal: 'strict',
      origin: 'https://api.example',
      allowedOrigins: ['https://app.example:8443'],
      validate: false,
    })
    assert.deepEqual(settings, {
      mode: 'report',
      undocumented: 'pass',
      allowRoutes: [
        { method: undefined, path: '/healthz', reason: 'probes' },
        { method: 'GET', path: '/static/*', reason: 'files' },
        { method: undefined, path: '/*', reason: 'all' },
      ],
      seal: 'strict',
      origins: ['https://api.example'],
      allowedOrigins: ['https://app.example:8443'],
      detail: true,
      production: false,
      docs,
      keys: { deadlineMs: 2000, maxAgeMs: 300_000, maxStaleMs: 0, privateAddresses: 'refuse' },
      requireReady: 30,
      validate: false,
    })
    assert.deepEqual(policy, {
      basePath: '/v1',
      publicOperations: 'implicit',
      routing: { caseSensitive: false, strict: true },
      allow: ['../common'],
    })
    assert.equal(Object.isFrozen(settings), true)
  })

  it('leave what the validator is given as it is, expressions and all', () => {
    const formats = { sku: /^[A-Z]{3}$/ }
    const { settings } = parsed({ validate: { responses: true, formats } })
    assert.ok(settings.validate)
    assert.equal(settings.validate.formats, formats)
    assert.deepEqual([settings.validate.requests, settings.validate.responses], [true, true])
    assert.deepEqual(parsed({ validate: true }).settings.validate, validateDefaults)
  })

  it('J-18 warn where the process checks no certificates', () => {
    const found = (env: Record<string, string>) =>
      parse({}, env).found.map(({ severity, code }) => `${severity} ${code}`)
    assert.deepEqual(found({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }), ['warning issuer.tls'])
    assert.deepEqual(found({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }), [])
  })

  it('J-29 know no snapshot of keys on a disk', () => {
    for (const keys of [{ snapshot: 'keys.json' }, { cache: {} }, { jwksCache: {} }]) {
      assert.deepEqual(
        parse({ keys }).found.map(({ code }) => code),
        ['option.unknown'],
      )
    }
  })

  const environments: readonly (readonly [string | undefined, object, object])[] = [
    [undefined, {}, { detail: false, production: false, docs: true }],
    ['development', {}, { detail: true, production: false, docs: true }],
    ['test', {}, { detail: true, production: false, docs: true }],
    ['production', {}, { detail: false, production: true, docs: false }],
    ['production', { docs: true, detail: true }, { detail: true, production: true, docs: true }],
    ['production', { docs: {} }, { detail: false, production: true, docs: true }],
    ['development', { docs: false, detail: false }, { detail: false, production: false, docs: false }],
    ['staging', {}, { detail: false, production: false, docs: true }],
  ]
  for (const [mode, options, expected] of environments) {
    it(`follow NODE_ENV=${mode} with ${JSON.stringify(options)}`, () => {
      const { detail, production, docs } = parsed(options, { NODE_ENV: mode }).settings
      assert.deepEqual({ detail, production, docs: docs !== false }, expected)
    })
  }

  it('are copied: what the caller changes afterwards does not count', () => {
    const options = {
      allowRoutes: [{ path: '/healthz', reason: 'probes' }],
      schemes: { auth0: { issuer: 'https://a.example/', issuers: [{ issuer: 'b' }] } },
      audience: ['a'],
      env: { AUDIENCE: 'a' },
    }
    const { settings, trust } = parsed(options)
    options.allowRoutes[0] = { path: '/', reason: '' }
    options.schemes.auth0.issuer = 'https://evil.example/'
    options.schemes.auth0.issuers.pop()
    options.audience.push('b')
    options.env.AUDIENCE = 'b'
    assert.deepEqual(settings.allowRoutes[0]?.path, '/healthz')
    assert.deepEqual(trust.schemes.get('auth0')?.value, { issuer: 'https://a.example/', issuers: [{ issuer: 'b' }] })
    assert.deepEqual(trust.audience?.value, ['a'])
    assert.equal(trust.environment.get('AUDIENCE')?.value, 'a')
  })

  it('are not changed', () => {
    const options = Object.freeze({ schemes: Object.freeze({}), env: Object.freeze({}) })
    parsed(options)
  })

  const wrong: readonly (readonly [unknown, string])[] = [
    [5, 'option.value options'],
    [[], 'option.value options'],
    [{ domian: 'a' }, 'option.unknown Did you mean "domain"?'],
    [{ Domain: 'a' }, 'option.unknown Did you mean "domain"?'],
    [{ basePath: 'v1' }, 'option.value basePath'],
    [{ basePath: 5 }, 'option.value basePath'],
    [{ publicOperations: 'open' }, 'option.value publicOperations'],
    [{ routing: true }, 'option.value routing'],
    [{ routing: { strickt: true } }, 'option.unknown Did you mean "strict"?'],
    [{ allow: [5] }, 'option.value allow.0'],
    [{ mode: 'reprot' }, 'option.value mode'],
    [{ undocumented: true }, 'option.value undocumented'],
    [{ allowRoutes: '/healthz' }, 'option.value allowRoutes'],
    [{ allowRoutes: ['/healthz'] }, 'option.value allowRoutes.0'],
    [{ allowRoutes: [{ path: '/healthz' }] }, 'option.missing allowRoutes.0'],
    [{ allowRoutes: [{ path: 'healthz', reason: 'a' }] }, 'option.value allowRoutes.0.path'],
    [{ allowRoutes: [{ path: '/a/*/b', reason: 'a' }] }, 'option.value allowRoutes.0.path'],
    [{ allowRoutes: [{ path: '/a*', reason: 'a' }] }, 'option.value allowRoutes.0.path'],
    [{ allowRoutes: [{ path: '/a?b', reason: 'a' }] }, 'option.value allowRoutes.0.path'],
    [{ allowRoutes: [{ path: '/a', reason: ' ' }] }, 'option.value allowRoutes.0.reason'],
    [{ allowRoutes: [{ path: '/a', reason: 'a', method: 'G T' }] }, 'option.value allowRoutes.0.method'],
    [{ docs: '/docs' }, 'option.value docs'],
    [{ docs: { path: 'docs' } }, 'option.value docs.path'],
    [{ docs: { path: '/docs/:id' } }, 'option.value docs.path'],
    [{ docs: { titel: 'a' } }, 'option.unknown Did you mean "title"?'],
    [{ docs: { clientId: ' ' } }, 'option.value docs.clientId'],
    [{ docs: { clientId: 7 } }, 'option.value docs.clientId'],
    [{ docs: { clientId: { staff: '' } } }, 'option.value docs.clientId.staff'],
    [{ docs: { clientId: 'a', clientSecret: 'b' } }, 'option.unknown It may have: path'],
    [{ docs: { security: 1 } }, 'option.value docs.security'],
    [{ docs: { visibility: 'some' } }, 'option.value docs.visibility'],
    [{ detail: 'yes' }, 'option.value detail'],
    [{ log: 'console' }, 'option.value log'],
    [{ onDenied: true }, 'option.value onDenied'],
    [{ env: 'production' }, 'option.value env'],
    [{ env: { AUTH0_DOMAIN: 5 } }, 'option.value AUTH0_DOMAIN'],
    [{ schemes: ['auth0'] }, 'option.value schemes'],
    [{ trust: ['x-gogle'] }, 'option.value trust.0'],
    [{ trust: 'x-google' }, 'option.value trust'],
    [{ seal: 'loud' }, 'option.value seal'],
    [{ validate: 'all' }, 'option.value validate'],
    [{ validate: { response: true } }, 'option.unknown Did you mean "responses"?'],
    [{ validate: { serDes: {} } }, 'option.value validate.serDes'],
    [{ tokens: { clientID: 'a' } }, 'option.unknown Did you mean "clientId"?'],
    [{ tokens: { clientId: 'a', clientSecret: '' } }, 'option.value tokens.clientSecret'],
    [{ store: {} }, 'option.value store'],
    [{ store: 'redis://localhost' }, 'option.value store'],
    [{ keys: 5 }, 'option.value keys'],
    [{ keys: { maxAge: 59 } }, 'option.value keys.maxAge'],
    [{ keys: { maxStale: 86_401 } }, 'option.value keys.maxStale'],
    [{ keys: { timeoutMs: 0 } }, 'option.value keys.timeoutMs'],
    [{ keys: { privateAddresses: true } }, 'option.value keys.privateAddresses'],
    [{ keys: { maxage: 600 } }, 'option.unknown Did you mean "maxAge"?'],
    [{ requireReady: 'yes' }, 'option.value requireReady'],
    [{ requireReady: 0 }, 'option.value requireReady'],
  ]
  for (const [options, expected] of wrong) {
    it(`refuse ${JSON.stringify(options)}`, () => {
      const result = parse(options)
      assert.equal(result.parsed, undefined)
      const [found, ...others] = result.found
      assert.deepEqual(others, [])
      const [code = '', ...text] = expected.split(' ')
      assert.equal(found?.code, code)
      assert.equal(found?.severity, 'error')
      const told = code === 'option.unknown' ? found?.fix : found?.message
      assert.equal(told?.startsWith(text.join(' ')), true, told)
    })
  }

  it('are refused with all mistakes at once', () => {
    const { found } = parse({ mode: 1, docs: 2, schemes: 3, whatever: 4 })
    assert.equal(found.length, 4)
  })
})
