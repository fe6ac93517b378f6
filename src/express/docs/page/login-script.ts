/*
 * What runs in the browser to log in, sent as it stands here, as page-script.ts says. Swagger UI makes the address of the
 * login and the proof of its code (PKCE), and exchanges the code; what is between is ours: its own redirect page goes on
 * after a wrong state, and needs a `window.opener`, which a Cross-Origin-Opener-Policy cuts (U-12).
 */

/** What they use of a browser beside what Node has as well. */
interface Browser {
  readonly location: { readonly href: string }
  open(address: string): unknown
}

/** By the names of schemes. */
type Clients = Readonly<Record<string, { readonly clientId: string; readonly issuer: string }>>

/** A map of Immutable's. */
interface Entries<Value> {
  get(name: string): Value | undefined
}

interface Auth {
  readonly name: string
  readonly schema: Entries<string>
}

/** A login that Swagger UI has begun. */
interface Begun {
  readonly auth: Auth
  readonly redirectUrl: string
  callback(found: { auth: object; redirectUrl: string }): void
  errCb(error: object): void
}

/** A request for a token as Swagger UI would send it. */
interface TokenRequest {
  readonly auth: Auth
  readonly body: string
}

interface System {
  readonly React: React
}

interface React {
  createElement(type: unknown, props: object | null, ...children: readonly unknown[]): unknown
}

interface FormProps extends Auth {
  readonly authorized: { get(name: string): object | undefined }
  readonly authActions: { authorizeOauth2WithPersistOption(given: object): void }
  readonly errActions: { clear(which: object): void }
  readonly errSelectors: { allErrors(): { toArray(): readonly Entries<string>[] } }
  getComponent(name: string, container?: boolean): unknown
}

/** Swagger UI's component for OAuth 2.0, as far as ours goes on with it. */
interface Form {
  readonly props: FormProps
  state: { readonly scopes: readonly string[]; readonly clientId?: string | undefined; readonly clientSecret?: string }
  authorize(): void
  logout(event: unknown): void
  close(event: unknown): void
  onScopeChange(event: unknown): void
}

type FormClass = new (...given: readonly unknown[]) => Form

interface SubmitEvent {
  readonly target: { readonly elements: { namedItem(name: string): { readonly value: string } } }
  preventDefault(): void
}

/** Swagger UI's plugin: the form, the window of the login, and the answer from there. */
function loginPlugin(browser: Browser, clients: Clients): (system: System) => object {
  const begun = new Map<string, Begun>()
  const redirectUrl = new URL('./oauth2-redirect.html', browser.location.href).href
  const channel = new BroadcastChannel(`portcullis login ${redirectUrl}`)
  channel.onmessage = ({ data }) => {
    const state = takeAnswer(begun, clients, new URLSearchParams(String(Object(data).query ?? '')))
    if (state !== undefined) channel.postMessage({ taken: state })
  }
  const wrapActions = {
    authPopup: () => (address: string, login: Begun) => {
      const url = new URL(address)
      const state = unguessable()
      url.searchParams.set('state', state)
      begun.set(state, login)
      if (browser.open(url.href) === null) failLogin(login, 'The browser has stopped the window of the login.')
    },
    authorizeRequest: (send: (request: TokenRequest) => unknown) => (request: TokenRequest) =>
      send({ ...request, body: bodyForResource(request) }),
  }
  return ({ React }) => ({
    statePlugins: { auth: { wrapActions } },
    wrapComponents: { oauth2: (form: FormClass) => createLoginForm(form, React, clients) },
  })
}

/** Swagger UI's own state is the time of day. */
function unguessable(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Gives the state of the login that it is the answer of; any other is nobody's here, and nothing becomes of it. */
function takeAnswer(begun: Map<string, Begun>, clients: Clients, answer: URLSearchParams): string | undefined {
  const [state = '', ...others] = answer.getAll('state')
  const login = begun.get(state)
  if (login === undefined || others.length > 0) return undefined
  begun.delete(state)
  const { auth, redirectUrl, callback } = login
  const code = answer.get('code')
  const issuer = answer.get('iss')
  // RFC 9207: a code of another issuer is not for this one's endpoint.
  if (issuer !== null && issuer !== clients[auth.name]?.issuer) failLogin(login, 'The answer is of another issuer.')
  else if (answer.has('error')) failLogin(login, `${answer.get('error')}: ${answer.get('error_description') ?? ''}`)
  else if (code === null) failLogin(login, 'The answer holds no code.')
  else callback({ auth: { ...auth, code }, redirectUrl })
  return state
}

function failLogin({ auth, errCb }: Begun, message: string): void {
  errCb({ authId: auth.name, source: 'login', level: 'error', message })
}

/** For the resource that the login was for (RFC 8707 §2.2). */
function bodyForResource({ auth, body }: TokenRequest): string {
  const fields = new URLSearchParams(body)
  const resource = new URL(auth.schema.get('authorizationUrl') ?? '').searchParams.get('resource')
  if (resource !== null) fields.set('resource', resource)
  return fields.toString()
}

/** Swagger UI's form asks for a client's secret, and has no place to paste a token into. */
function createLoginForm(Form: FormClass, { createElement: make }: React, clients: Clients): FormClass {
  return class extends Form {
    constructor(...given: readonly unknown[]) {
      super(...given)
      const { name, schema } = this.props
      const clientId = Object.hasOwn(clients, name) ? clients[name]?.clientId : undefined
      this.state = { ...this.state, clientId, clientSecret: '', scopes: Object.keys(scopesIn(schema)) }
    }

    render(): unknown {
      const { name, schema, authorized, getComponent } = this.props
      const loggedIn = authorized.get(name) !== undefined
      return make(
        'div',
        { className: 'login' },
        make('h4', null, make('code', null, name), ' (OAuth 2.0)'),
        make(getComponent('Markdown', true), { source: schema.get('description') ?? '' }),
        ...(loggedIn ? [make('h6', null, 'Authorized')] : [...loginParts(this, make), pasteForm(this, make)]),
        make(
          'div',
          { className: 'auth-btn-wrapper' },
          loggedIn && make('button', { className: 'btn modal-btn auth', onClick: this.logout }, 'Logout'),
          make('button', { className: 'btn modal-btn auth btn-done', onClick: this.close }, 'Close'),
        ),
      )
    }
  }
}

function scopesIn(schema: Auth['schema']): Readonly<Record<string, string>> {
  return Object(schema.get('scopes')).toJS?.() ?? {}
}

/** The scopes to log in with, and what went wrong. A document that is newer than the page may have a login that it has not. */
function loginParts(form: Form, make: React['createElement']): readonly unknown[] {
  const { name, schema, errActions, errSelectors, getComponent } = form.props
  if (form.state.clientId === undefined) return []
  const errors = errSelectors.allErrors().toArray()
  const own = errors.filter((error) => error.get('authId') === name)
  const box = (scope: string): object => ({
    type: 'checkbox',
    'data-value': scope,
    checked: form.state.scopes.includes(scope),
    onChange: form.onScopeChange,
  })
  const logIn = (): void => {
    errActions.clear({ authId: name })
    form.authorize()
  }
  return [
    ...Object.entries(scopesIn(schema)).map(([scope, words]) =>
      make('label', { className: 'login-scope' }, make('input', box(scope)), make('code', null, scope), ` ${words}`),
    ),
    ...own.map((error) => make(getComponent('authError'), { error })),
    make('button', { className: 'btn modal-btn auth authorize', onClick: logIn }, 'Log in'),
  ]
}

/** For a token from elsewhere. */
function pasteForm({ props }: Form, make: React['createElement']): unknown {
  const { name, schema, authActions } = props
  const paste = (event: SubmitEvent): void => {
    event.preventDefault()
    const { value } = event.target.elements.namedItem('token')
    const token = { access_token: value, token_type: 'Bearer' }
    if (value.trim() !== '') authActions.authorizeOauth2WithPersistOption({ auth: { name, schema }, token })
  }
  return make(
    'form',
    { className: 'login-paste', onSubmit: paste },
    make(
      'label',
      null,
      'Or paste an access token:',
      make('input', { type: 'text', name: 'token', autoComplete: 'off' }),
    ),
    make('button', { type: 'submit', className: 'btn modal-btn auth' }, 'Use this token'),
  )
}

/** Sent in front of what uses `loginPlugin`. */
export const loginFunctions: readonly ((...given: never) => unknown)[] = [
  unguessable,
  takeAnswer,
  failLogin,
  bodyForResource,
  scopesIn,
  loginParts,
  pasteForm,
  createLoginForm,
  loginPlugin,
]
