// An API that reads the Google calendar of its caller, beside the authorisation server that keeps the accounts which
// people have linked, and a stand-in for Google: node --import tsx examples/calendar/server.ts
import express from 'express'
import { fetchWithToken, getAuth, portcullis, tokenErrorHandler } from '../../src/index.ts'
import { startAuthorizationServer } from './authorization-server.ts'
import { startGoogleCalendar } from './google-calendar.ts'

const audience = 'https://calendar.example'
const login = await startAuthorizationServer(audience)
const google = await startGoogleCalendar()

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: { login: { issuer: login.issuer, audience } },
  tokens: { clientId: 'calendar-api', clientSecret: 'api-secret' },
})
gate.mount(app)

app.get('/events', async (req, res) => {
  const calendar = fetchWithToken(await getAuth(req).connectionToken(), google)
  const answer = await calendar('/calendar/v3/calendars/primary/events')
  res.status(answer.ok ? 200 : 502).json(answer.ok ? await answer.json() : { error: 'Google did not answer' })
})
app.get('/me', (req, res) => void res.json({ name: getAuth(req).claims.sub }))
app.use(tokenErrorHandler())

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => void greet())

async function greet(): Promise<void> {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  const [ann, bob] = [await login.tokenOf('ann'), await login.tokenOf('bob')]
  console.log(`
The calendar API listens on ${url}, the authorisation server on ${login.issuer}

Ann has linked her Google account. The authorisation server is asked for its token, as it will say here, 200:
  curl -i ${url}/events -H 'authorization: Bearer ${ann}'

The same once more, and it is not asked again, 200:
  curl -i ${url}/events -H 'authorization: Bearer ${ann}'

Bob may call the API as well. What needs no account costs no question, 200:
  curl -i ${url}/me -H 'authorization: Bearer ${bob}'

He has linked none, and is told that he has to: account_link_required, 403:
  curl -i ${url}/events -H 'authorization: Bearer ${bob}'
`)
}
