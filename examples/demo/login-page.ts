import { people } from './people.ts'

/** The page of the login server: two people, each with what they may do. It needs no script. */
export const loginPage: string = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Log in to the shop</title>
    <style>
      body { max-width: 32rem; margin: 4rem auto; padding: 0 1rem; font: 1.1rem/1.5 sans-serif; }
      button { display: block; width: 100%; margin: 1rem 0; padding: 1rem; font: inherit; text-align: left; cursor: pointer; }
    </style>
  </head>
  <body>
    <main>
      <h1>Who are you?</h1>
      <p>This is the demo's own login server. It takes no password: choose a person.</p>
      <form method="post">
${people.map(({ id, name, may }) => `        <button name="person" value="${id}"><strong>${name}</strong> ${may}</button>`).join('\n')}
      </form>
    </main>
  </body>
</html>
`
