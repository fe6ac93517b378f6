import { type Content, textContent } from './content.ts'
import { pageScript } from './page-script.ts'

/** The files of the page that are ours, by name; '' is the page itself. */
export function createPageFiles(documentName: string, title: string | undefined): ReadonlyMap<string, Content> {
  return new Map([
    ['', textContent('text/html', renderPage(documentName, title))],
    ['page.css', textContent('text/css', STYLE)],
    ['page.js', textContent('text/javascript', pageScript)],
  ])
}

/** Every address is relative, so that the page works under any path and behind any proxy. */
function renderPage(documentName: string, title: string | undefined): string {
  const documentUrl = escapeHtml(`./${documentName}`)
  const given = title === undefined ? '' : ` data-title="${escapeHtml(title)}"`
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
    <div id="swagger-ui" data-document="${documentUrl}"${given}></div>
  </body>
</html>
`
}

const STYLE = `body {
  margin: 0;
  background: #fafafa;
}

/* The scopes of a scheme, in the size of the text around them. */
.swagger-ui .auth-container li {
  font-size: 12px;
}

noscript {
  display: block;
  padding: 2rem;
  font-family: sans-serif;
}
`

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
