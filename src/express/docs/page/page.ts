import type { Access } from '../access.ts'
import { type Content, textContent } from '../content.ts'
import { type Logins, tokenEndpoints } from '../login/login.ts'
import { entryName } from '../view/entry-view.ts'
import { pageScript } from './page-script.ts'
import { redirectFiles } from './redirect-page.ts'

/** The files beside the page that are ours, by name. */
export function createPageFiles(offersLogin: boolean): ReadonlyMap<string, Content> {
  return new Map([
    ...(offersLogin ? redirectFiles : []),
    ['page.css', textContent('text/css', STYLE)],
    ['page.js', textContent('text/javascript', pageScript)],
  ])
}

/** What the page says of itself. */
export interface PageSource {
  readonly title: string | undefined
  readonly access?: Access | undefined
}

/**
 * The page itself. Every address is relative, so that it works under any path and behind any proxy.
 * @param logins undefined: nobody can log in.
 */
export function renderPage(documentName: string, { title, access }: PageSource, logins: Logins | undefined): string {
  const documentUrl = escapeHtml(`./${documentName}`)
  const given = [
    dataOf('title', title),
    dataOf('login', logins && JSON.stringify(describeLogins(logins))),
    dataOf('access', access && JSON.stringify(describeAccess(access))),
  ].join('')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title ?? 'API documentation')}</title>
    <link rel="icon" type="image/png" sizes="32x32" href="./favicon-32x32.png">
    <link rel="icon" type="image/png" sizes="16x16" href="./favicon-16x16.png">
    <link rel="stylesheet" href="./swagger-ui.css">
    <link rel="stylesheet" href="./page.css">
    <script src="./swagger-ui-bundle.js" defer></script>
    <script src="./page.js" type="module"></script>
  </head>
  <body>
    <noscript>This page needs JavaScript. The API is described in <a href="${documentUrl}">its document</a>.</noscript>
    <p id="notice" role="status" hidden></p>
    <div id="swagger-ui" data-document="${documentUrl}"${given}></div>
  </body>
</html>
`
}

function dataOf(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` data-${name}="${escapeHtml(value)}"`
}

function describeAccess({ security }: Access): object {
  return security === undefined ? {} : { security, entry: `./${entryName}` }
}

/** With what the page's headers say, so that it has another ETag when they change. */
function describeLogins(logins: Logins): object {
  const clients = [...logins].map(([name, { clientId, issuer }]) => [name, { clientId, issuer }])
  return { clients: Object.fromEntries(clients), connectsTo: tokenEndpoints(logins) }
}

const STYLE = `body {
  margin: 0;
  background: #fafafa;
}

/* The scopes of a scheme, in the size of the text around them. */
.swagger-ui .auth-container li {
  font-size: 12px;
}

/* It speaks of Swagger UI, and not of this API. */
.swagger-ui .scope-def {
  display: none;
}

.swagger-ui .login-scope {
  display: block;
  margin: 8px 0;
}

.swagger-ui .login-scope input {
  margin: 0 8px 0 0;
}

.swagger-ui .login-paste {
  margin: 32px 0 0;
}

.swagger-ui .login-paste input {
  display: block;
  box-sizing: border-box;
  width: 100%;
  max-width: none;
  margin: 8px 0;
}

/* Swagger UI's own words for a document in which nothing is shown: the notice says why. */
#notice:not([hidden]) + #swagger-ui .block > h3 {
  display: none;
}

#notice {
  margin: 0;
  padding: 1rem 2rem;
  background: #fff3cd;
  font-family: sans-serif;
}

.login-answer,
noscript {
  display: block;
  padding: 2rem;
  font-family: sans-serif;
}
`

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
