const codes = {
  'seal.unknown-route':
    'A route that no operation knows: the gate answers 404 or 405. Document it, or list it in `allowRoutes`.',
  'seal.unserved': 'An operation that no route serves. Write the route, or take the operation out of the document.',
  'seal.order':
    "A route of another operation was registered in front of the operation's own, and Express runs it. Both rules are enforced. Change the order.",
  'seal.route-in-front':
    'A route stands in front of the gate and answers an operation that is not public. Put the gate in front of it.',
  'seal.body-in-front':
    'A body parser stands in front of the gate, and reads what unknown callers send. Put it behind the gate.',
  'seal.no-gate': 'The gate stands nowhere in the application that was sealed. Call `gate.mount(app)` first.',
  'seal.base-path': 'The API stands under another base path than the document says. Set `basePath` in the options.',
  'seal.opaque': 'A function that was mounted with `use`, or a listener for upgrades: what it answers cannot be seen.',
  'seal.cors': '`cors()` stands behind the gate: browsers show every refusal as a CORS error. Put it in front.',
  'seal.upgrade':
    'The server has `upgrade` listeners, which requests reach without Express and so without the gate. Call `gate.guard(server)`.',
  'seal.failed': 'Something in the application cannot be looked at. The message says what was thrown.',
  'seal.allowed-route': 'An entry of `allowRoutes` that no route needs. Take it out.',
} as const

export type SealCode = keyof typeof codes

/** What a comparison of routes with the document can find. Listed in docs/diagnostics.md. */
export const sealCodes: Readonly<Record<SealCode, string>> = Object.freeze(codes)
