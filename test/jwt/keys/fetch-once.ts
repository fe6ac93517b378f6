/** A program: fetches one JSON value and prints the outcome. Node reads the authorities it trusts only when it starts. */
import { fetchJson } from '../../../src/issuer/fetch-json.ts'

const outcome = await fetchJson(process.argv[2] ?? '', 1024, AbortSignal.timeout(10_000))
process.stdout.write(JSON.stringify(outcome))
