import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { get } from '../support/listening.ts'
import { startExample } from './started.ts'

describe('the example of introspection', () => {
  const client = `Basic ${Buffer.from('shop:shop-secret').toString('base64')}`
  const post = (url: string, form: Record<string, string>) =>
    get(url, { method: 'POST', headers: { authorization: client }, body: new URLSearchParams(form) })

  it('reads, does not write, and is over when the token is revoked', async () => {
    using example = await startExample('introspection', (output) => output.includes('Revoked'))
    const { output } = example
    const api = /API listens on (http:[^\s,]+)/.exec(output)?.[1] ?? ''
    const issuer = /server on (http:\S+)/.exec(output)?.[1] ?? ''
    const issued = await post(`${issuer}/token`, { grant_type: 'client_credentials', scope: 'read:orders' })
    const token: string = JSON.parse(issued.text).access_token
    assert.doesNotMatch(token, /\./)
    const headers = { authorization: `Bearer ${token}` }
    const read = await get(`${api}/orders`, { headers })
    assert.deepEqual([read.status, JSON.parse(read.text).for], [200, 'shop'])
    assert.equal((await get(`${api}/orders`, { method: 'POST', headers })).status, 403)
    assert.equal((await post(`${issuer}/token/revocation`, { token })).status, 200)
    await sleep(1100)
    assert.equal((await get(`${api}/orders`, { headers })).status, 401)
  })
})
