import { type Content, textContent } from '../content.ts'

/** What the script uses of a browser, beside what Node has as well. */
interface Browser {
  readonly location: { readonly href: string; readonly search: string }
  readonly history: { replaceState(state: null, title: string, address: string): void }
  close(): void
}

/** Hands the issuer's answer to the page that has begun the login: it alone knows the state, and says whether it fits. */
function handOver({ location, history, close }: Browser): void {
  const here = new URL('./oauth2-redirect.html', location.href).href
  const { search } = location
  const [state, ...others] = new URLSearchParams(search).getAll('state')
  // The code stays neither in the address nor in the history.
  history.replaceState(null, '', here)
  const channel = new BroadcastChannel(`portcullis login ${here}`)
  channel.onmessage = ({ data }) => {
    if (others.length === 0 && Object(data).taken === state) close()
  }
  channel.postMessage({ query: search })
}

const SCRIPT = ['const __name = (value) => value', String(handOver), 'handOver(window)', ''].join('\n\n')

/** It says from the start what is true where nothing takes the answer; else it is closed before anybody reads it. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Login</title>
    <link rel="icon" type="image/png" sizes="32x32" href="./favicon-32x32.png">
    <link rel="stylesheet" href="./page.css">
    <script src="./oauth2-redirect.js" type="module"></script>
  </head>
  <body>
    <p class="login-answer">
      The login goes on in the documentation page. Where that page is closed, or did not begin this login,
      nothing comes of it: close this window, and log in from the documentation page.
    </p>
  </body>
</html>
`

/** The files that an issuer sends people back to. */
export const redirectFiles: ReadonlyMap<string, Content> = new Map([
  ['oauth2-redirect.html', textContent('text/html', PAGE)],
  ['oauth2-redirect.js', textContent('text/javascript', SCRIPT)],
])
