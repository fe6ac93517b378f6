import assert from 'node:assert/strict'
import { it } from 'node:test'
import { answersMethod } from '../../src/http/answers-method.ts'

const rows = [
  { own: 'GET', asked: 'GET', answers: true },
  { own: 'GET', asked: 'HEAD', answers: true },
  { own: 'HEAD', asked: 'GET', answers: false },
  { own: 'POST', asked: 'HEAD', answers: false },
  { own: 'GET', asked: 'get', answers: false },
]
for (const { own, asked, answers } of rows) {
  it(`what is there for ${own} ${answers ? 'answers' : 'does not answer'} ${asked}`, () => {
    assert.equal(answersMethod(own, asked), answers)
  })
}
