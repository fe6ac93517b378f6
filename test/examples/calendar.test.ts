import assert from 'node:assert/strict'
import { it } from 'node:test'
import { get } from '../support/listening.ts'
import { printedRequests, startExample } from './started.ts'

it('the example of a calendar asks once for an account that is linked, and says of another that it is not', async () => {
  using example = await startExample('calendar', (output) => output.match(/\n {2}curl/g)?.length === 4)
  const answers = []
  for (const { url, init } of printedRequests(example.output)) {
    const { text, headers } = await get(url, init)
    answers.push([headers.get('content-type')?.replace(/;.*/, ''), JSON.parse(text)])
  }
  const events = ['application/json', { items: [{ summary: 'Coffee tasting' }, { summary: 'Stock-taking' }] }]
  const problem = {
    type: 'urn:portcullis:error:account_link_required',
    title: 'Link the account: this needs your permission at the provider',
    status: 403,
    error: 'account_link_required',
    connection: 'google-oauth2',
  }
  const wanted = [events, events, ['application/json', { name: 'bob' }], ['application/problem+json', problem]]
  assert.deepEqual(answers, wanted)
  await example.untilPrinted((output) => output.includes('token of bob'))
  assert.deepEqual(example.output.match(/the google-oauth2 token of \w+/g), [
    'the google-oauth2 token of ann',
    'the google-oauth2 token of bob',
  ])
})
