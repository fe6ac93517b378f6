// The examples whose printed `curl` lines say all there is to try.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { get } from '../support/listening.ts'
import { printedRequests, startExample } from './started.ts'

/** The example, and the last words that it prints. */
const examples: readonly (readonly [name: string, last: string, requests: number])[] = [
  ['bearer', 'A clerk, 200', 3],
  ['api-keys', 'another site, 403', 5],
  ['basic', 'is not enough, 403', 4],
  ['calendar', 'account_link_required, 403', 4],
  ['other-http', 'of another request, 401', 3],
]

for (const [name, last, requests] of examples) {
  it(`the example of ${name} answers each line that it prints as it says`, async () => {
    using example = await startExample(name, (output) => output.slice(output.indexOf(last)).includes('\n  curl'))
    const printed = printedRequests(example.output)
    assert.equal(printed.length, requests)
    for (const { command, status, url, init } of printed) {
      assert.equal((await get(url, init)).status, status, command)
    }
  })
}
