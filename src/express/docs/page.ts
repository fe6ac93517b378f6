import { type Content, textContent } from './content.ts'
import { type Logins, tokenOrigins } from './login/login.ts'
import { redirectFiles } from './login/redirect-page.ts'
import { pageScript } from './page-script.ts'

/** The files beside the page that are ours, by name. */
export function createPageFiles(offersLogin: boolean): ReadonlyMap<string, Content> {
  return new Map([
    ...(offersLogin ? redirectFiles : []),
    ['page.css', textContent('text/css', STYLE)],
    ['page.js', textContent('text/javascript', pageScript)],
  ])
}

/**
 * The page itself. Every address is relative, so that it works under any path and behind any proxy.
 * @param logins undefined: nobody can log in.
 */
export function renderPage(documentName: string, title: string | undefined, logins: Logins | undefined): string {
  const documentUrl = escapeHtml(`./${documentName}`)
  const given = title === undefined ? '' : ` data-title="${escapeHtml(title)}"`
  const login = logins === undefined ? '' : ` data-login="${escapeHtml(JSON.stringify(describeLogins(logins)))}"`
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
    <div id="swagger-ui" data-document="${documentUrl}"${given}${login}></div>
  </body>
</html>
`
}

/** With what the page's headers say, so that it has another ETag when they change. */
function describeLogins(logins: Logins): object {
  const clients = [...logins].map(([name, { clientId, issuer }]) => [name, { clientId, issuer }])
  return { clients: Object.fromEntries(clients), connectsTo: tokenOrigins(logins) }
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
