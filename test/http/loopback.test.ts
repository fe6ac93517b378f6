import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLoopback } from '../../src/http/loopback.ts'

describe('what stays on this machine', () => {
  for (const host of [
    'localhost',
    'LOCALHOST:8080',
    '127.0.0.1',
    '127.255.1.2',
    '0x7f.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
  ]) {
    it(`${host} does`, () => {
      assert.equal(isLoopback(new URL(`http://${host}/`)), true)
    })
  }

  // A resolver may send a name under localhost elsewhere, and 0.0.0.0 is whatever the system makes of it.
  for (const host of [
    '127.evil.example',
    'localhost.example',
    'app.localhost',
    '0.0.0.0',
    '[::2]',
    '[::ffff:127.0.0.1]',
  ]) {
    it(`${host} is not known to`, () => {
      assert.equal(isLoopback(new URL(`http://${host}/`)), false)
    })
  }
})
