import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAuthorities } from '../../src/jwt/authorities.ts'
import { namesFor } from '../../src/jwt/issuer-names.ts'
import type { IssuerRequest, TrustedIssuer } from '../../src/jwt/types.ts'
import { audience, servicesOf, settingsOf } from './verifying.ts'

const request: IssuerRequest = { hostname: 'a.example', method: 'GET', target: '/', header: () => undefined }

describe('issuers by request', () => {
  it('R-12 are held so many at most; those that were named least recently are let go', async () => {
    const released: string[] = []
    const asked: string[] = []
    const services = servicesOf((trusted: TrustedIssuer) => {
      asked.push(trusted.issuer)
      return Object(trusted)
    })
    const release = ({ issuer }: TrustedIssuer) => void released.push(issuer)
    const names = Array.from({ length: 150 }, (_, index) => `https://tenant-${index}.example/`)
    const issuersByRequest = { name: () => names, audiences: [audience], algorithms: ['ES256'] }
    const authorities = createAuthorities(settingsOf([], { issuersByRequest }), { ...services, release })
    for (const name of names.slice(0, 100)) await authorities.find(name, request)
    await authorities.find(names[0], request)
    assert.deepEqual(released, [])
    for (const name of names.slice(100)) await authorities.find(name, request)
    assert.deepEqual(released, names.slice(1, 51))
    const found = await authorities.find(names[149], request)
    assert.ok(found !== undefined && found !== 'unresolved')
    assert.deepEqual([found.trusted.audiences, found.trusted.algorithms], [[audience], ['ES256']])
  })

  it('without a request nobody can say which count', async () => {
    const issuersByRequest = { name: () => 'https://a.example/', audiences: [audience], algorithms: ['ES256'] }
    const authorities = createAuthorities(settingsOf([], { issuersByRequest }), servicesOf())
    assert.equal(await authorities.find('https://a.example/', undefined), 'unresolved')
  })

  it('F-39 a function that is silent is not waited for longer than it may take', async () => {
    assert.equal(await namesFor(() => new Promise(() => {}), request, 20), undefined)
  })

  it('no name at all is an answer', async () => {
    assert.deepEqual(await namesFor(() => [], request), [])
  })
})
