import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import { createDocs } from '../../../src/express/docs/docs.ts'
import { createLogin, type Login, type LoginScheme, type Logins } from '../../../src/express/docs/login/login.ts'
import { type GateOptions, portcullis } from '../../../src/index.ts'
import { get, listening } from '../../support/listening.ts'
import { docsOf, ordersDocument } from './documented.ts'

const scheme: LoginScheme = {
  name: 'auth0',
  clientId: 'docs',
  issuer: 'https://login.example/',
  metadataUrl: undefined,
  audience: undefined,
  documented: {},
}
const endpoints = { authorizationUrl: 'https://login.example/authorize', tokenUrl: 'https://login.example/token' }

describe('the address of a login', () => {
  const rows: readonly { audience?: string; authorizationUrl?: string; query: string }[] = [
    { query: '' },
    { audience: 'orders', query: '?audience=orders' },
    { audience: 'https://a.example', query: '?audience=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fa.example' },
    { audience: 'urn:orders', query: '?audience=urn%3Aorders&resource=urn%3Aorders' },
    { audience: 'https://a.example/#b', query: '?audience=https%3A%2F%2Fa.example%2F%23b' },
    { audience: 'api://7', query: '?audience=api%3A%2F%2F7' },
    { audience: 'orders', authorizationUrl: `${endpoints.authorizationUrl}?p=b2c`, query: '?p=b2c&audience=orders' },
    { authorizationUrl: `${endpoints.authorizationUrl}?client_secret=hidden`, query: '' },
  ]
  for (const { audience, authorizationUrl = endpoints.authorizationUrl, query } of rows) {
    it(`ends with '${query}' for ${audience} at ${authorizationUrl}`, () => {
      const login = createLogin({ ...scheme, audience }, { ...endpoints, authorizationUrl })
      assert.equal(login?.authorizationUrl, `${endpoints.authorizationUrl}${query}`)
    })
  }

  for (const tokenUrl of [
    'http://login.example/token',
    'http://127.0.0.1/token',
    '/token',
    "https://a;script-src'x.example/",
    'javascript:1',
  ]) {
    it(`is none with ${tokenUrl} for codes`, () => {
      assert.equal(createLogin(scheme, { ...endpoints, tokenUrl }), undefined)
      assert.equal(createLogin(scheme, { ...endpoints, authorizationUrl: tokenUrl }), undefined)
    })
  }
})

describe('documentation that people log in with', () => {
  const login: Login = { ...endpoints, clientId: `a"b'<c>`, issuer: 'https://login.example/' }

  /** The documentation while `logins` says how people log in. */
  const serving = (logins: () => Promise<Logins>) => {
    const app = express()
    app.use(createDocs(docsOf(ordersDocument, { logins })))
    return listening(app)
  }

  it('may send codes to the token endpoints of its issuers, and to nobody else', async () => {
    const other = { ...login, tokenUrl: 'https://other.example:8443/token' }
    const logins = new Map([
      ['a', login],
      ['b', other],
      ['c', other],
    ])
    await using server = await serving(async () => logins)
    const policy = (await get(`${server.url}/docs/`)).headers.get('content-security-policy') ?? ''
    assert.match(policy, /; connect-src 'self' https:\/\/login\.example\/token https:\/\/other\.example:8443\/token; /)
    for (const name of ['openapi.json', 'page.js', 'oauth2-redirect.html', 'oauth2-redirect.js']) {
      const { status, headers } = await get(`${server.url}/docs/${name}`)
      assert.equal(status, 200)
      assert.match(headers.get('content-security-policy') ?? '', /; connect-src 'self'; frame-ancestors 'none'; /)
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
    }
  })

  it('has neither script nor style in the page that an issuer sends back to, nor the client in its own (U-06)', async () => {
    await using server = await serving(async () => new Map([['auth0', login]]))
    for (const name of ['', 'oauth2-redirect.html?code=<script>1</script>&state=x']) {
      const { text } = await get(`${server.url}/docs/${name}`)
      assert.doesNotMatch(text, /<script(?! src="\.\/)|<style|\sstyle=|\son\w+=|<base|<c>/)
    }
  })

  it('is another page and another document when an issuer answers again', async () => {
    let logins: Logins = new Map()
    await using server = await serving(async () => logins)
    const read = async () => Promise.all(['', 'openapi.json'].map((name) => get(`${server.url}/docs/${name}`)))
    const [page, document] = await read()
    assert.equal(JSON.parse(document?.text ?? '').components.securitySchemes.auth0.type, 'http')
    logins = new Map([['auth0', login]])
    const [laterPage, laterDocument] = await read()
    assert.notEqual(laterPage?.headers.get('etag'), page?.headers.get('etag'))
    assert.notEqual(laterDocument?.headers.get('etag'), document?.headers.get('etag'))
    assert.equal(JSON.parse(laterDocument?.text ?? '').components.securitySchemes.auth0.type, 'oauth2')
  })
})

describe('schemes that people log in for', () => {
  const operation = (security: object[]) => ({ get: { security, responses: { 200: { description: 'All' } } } })
  const flow = { ...endpoints, scopes: { read: 'See', unused: 'Nothing' } }
  const document = {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    servers: [{ url: '/v1' }],
    paths: {
      '/a': operation([{ oauth2: ['read'] }, { bearer: ['clerk'] }]),
      '/b': operation([{ oidc: ['read'] }, { oauth2: ['read', 'write'] }]),
      '/c': operation([{ documented: ['read'] }]),
    },
    components: {
      securitySchemes: {
        oauth2: { type: 'oauth2', description: 'Staff.', flows: { authorizationCode: flow } },
        oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://login.example/.well-known/openid-configuration' },
        bearer: { type: 'http', scheme: 'bearer' },
        documented: { type: 'oauth2', flows: { authorizationCode: flow } },
      },
    },
  }

  /** An issuer whose metadata can be had or not, and a gate that trusts it. */
  async function start(given: (issuer: string) => GateOptions) {
    const requests: string[] = []
    let up = true
    const issuer = await listening((req, res) => {
      requests.push(req.url ?? '')
      const at = {
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/auth`,
        token_endpoint: `${issuer.url}/token`,
      }
      const isPlain = req.url?.includes('/plain') ?? false
      res.statusCode = isPlain ? 404 : up ? 200 : 503
      res.setHeader('content-type', 'application/json').end(JSON.stringify(up ? at : {}))
    })
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }
    const trust = { issuer: issuer.url, audience: 'https://orders.example', jwks, algorithms: ['EdDSA'] }
    const elsewhere = { ...trust, issuer: `${issuer.url}/plain` }
    const gate = await portcullis(document, {
      schemes: { oauth2: trust, oidc: trust, bearer: trust, documented: elsewhere },
      env: { NODE_ENV: 'test' },
      log: () => undefined,
      ...given(issuer.url),
    }).catch(async (error: unknown) => {
      await issuer[Symbol.asyncDispose]()
      throw error
    })
    const app = express()
    const server = await listening(app)
    return {
      gate,
      app,
      requests,
      issuer: issuer.url,
      trust,
      turn: (on: boolean) => {
        up = on
      },
      page: () => get(`${server.url}/docs/`),
      schemes: async () => JSON.parse((await get(`${server.url}/docs/openapi.json`)).text).components.securitySchemes,
      async [Symbol.asyncDispose]() {
        await gate.close()
        await server[Symbol.asyncDispose]()
        await issuer[Symbol.asyncDispose]()
      },
    }
  }

  it('have what the metadata of the issuer says, or else the document, and the scopes that operations use', async () => {
    await using api = await start(() => ({ docs: { clientId: 'docs' } }))
    api.gate.mount(api.app)
    const audience = '?audience=https%3A%2F%2Forders.example&resource=https%3A%2F%2Forders.example'
    const code = (scopes: object) => ({
      authorizationCode: { authorizationUrl: `${api.issuer}/auth${audience}`, tokenUrl: `${api.issuer}/token`, scopes },
    })
    assert.deepEqual(api.requests, [])
    assert.deepEqual(await api.schemes(), {
      oauth2: { type: 'oauth2', description: 'Staff.', flows: code({ read: 'See', write: '' }) },
      oidc: { type: 'oauth2', flows: code({ read: '' }) },
      bearer: { type: 'oauth2', flows: code({ clerk: '' }) },
      documented: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: `https://login.example/authorize${audience}`,
            tokenUrl: 'https://login.example/token',
            scopes: { read: 'See' },
          },
        },
      },
    })
    const asked = api.requests.length
    await Promise.all([api.page(), api.schemes(), api.schemes()])
    assert.equal(api.requests.length, asked)
  })

  it('are those that have a client, where clients have the names of schemes', async () => {
    await using api = await start(() => ({ docs: { clientId: { bearer: 'docs' } } }))
    api.gate.mount(api.app)
    const { bearer, oidc } = await api.schemes()
    assert.deepEqual([bearer.type, oidc.type], ['oauth2', 'http'])
    assert.match((await api.page()).text, /data-login="[^"]*bearer[^"]*docs/)
  })

  it('name the audience of opaque tokens, too', async () => {
    await using api = await start((issuer) => {
      const opaque = {
        issuer,
        audience: 'orders',
        introspection: { clientId: 'api', clientSecret: 'a secret of the API' },
      }
      return {
        schemes: { oauth2: opaque, oidc: opaque, bearer: opaque, documented: opaque },
        docs: { clientId: 'docs' },
      }
    })
    api.gate.mount(api.app)
    const { bearer } = await api.schemes()
    assert.equal(bearer.flows.authorizationCode.authorizationUrl, `${api.issuer}/auth?audience=orders`)
    assert.doesNotMatch(JSON.stringify(await api.schemes()) + (await api.page()).text, /secret/)
  })

  it('are shown as before without a client, and nobody asks their issuer', async () => {
    await using api = await start(() => ({}))
    api.gate.mount(api.app)
    const { oauth2, bearer } = await api.schemes()
    assert.deepEqual([oauth2.type, bearer], ['http', { type: 'http', scheme: 'bearer' }])
    assert.doesNotMatch((await api.page()).text, /data-login/)
    assert.deepEqual(api.requests, [])
  })

  it('take a pasted token while the issuer is down, and lead nowhere else', async () => {
    await using api = await start(() => ({ docs: { clientId: { bearer: 'docs', oauth2: 'docs' } } }))
    api.gate.mount(api.app)
    api.turn(false)
    const { bearer, oauth2 } = await api.schemes()
    assert.deepEqual([bearer.type, oauth2.type], ['http', 'http'])
    assert.match((await api.page()).headers.get('content-security-policy') ?? '', /connect-src 'self';/)
    api.turn(true)
    while ((await api.schemes()).bearer.type === 'http') await new Promise((resolve) => setTimeout(resolve, 100))
    const policy = (await api.page()).headers.get('content-security-policy') ?? ''
    assert.ok(policy.includes(`connect-src 'self' ${api.issuer}/token;`), policy)
  })

  it('have the scopes of the document as it was read last', async () => {
    await using api = await start(() => ({ docs: { clientId: 'docs' } }))
    api.gate.mount(api.app)
    await api.schemes()
    await api.gate.reload({ ...document, paths: { ...document.paths, '/d': operation([{ bearer: ['smith'] }]) } })
    const { bearer } = await api.schemes()
    assert.deepEqual(bearer.flows.authorizationCode.scopes, { clerk: '', smith: '' })
  })

  it('say that they cannot be tried where each request needs a proof', async () => {
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] }
    await using api = await start((issuer) => {
      const trust = { issuer, audience: 'a', jwks, algorithms: ['EdDSA'] }
      const proven = { ...trust, dpop: 'required' as const }
      return { schemes: { oauth2: proven, oidc: trust, bearer: proven, documented: trust }, docs: { clientId: 'docs' } }
    })
    api.gate.mount(api.app)
    const { oauth2, bearer, oidc } = await api.schemes()
    assert.deepEqual([oauth2.type, bearer.type, oidc.type], ['http', 'http', 'oauth2'])
    assert.match(
      oauth2.description,
      /^Staff\.\n\nOAuth 2\.0: each request needs a DPoP proof .* cannot be tried here\.$/s,
    )
    assert.match(bearer.description, /^Each request needs a DPoP proof/)
  })

  it('are not there by a name that is none of them', async () => {
    const wrong = /docs\.client-scheme.*"baerer".*Did you mean "bearer"\?/s
    await assert.rejects(
      start(() => ({ docs: { clientId: { baerer: 'docs' } } })),
      wrong,
    )
    await using api = await start(() => ({ docs: { clientId: { bearer: 'docs' } } }))
    assert.throws(() => api.gate.docs({ clientId: { baerer: 'docs' } }), wrong)
  })
})
