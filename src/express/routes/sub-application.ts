import { isPending } from '../../waiting/when-known.ts'

/** What Express calls the function in which it hides a sub-application (`express/lib/application.js`, `app.use`). */
const hiding = 'mounted_app'

const found = new WeakMap<object, unknown>()

/**
 * The application behind a function that Express mounted; undefined: it is no such function. Express keeps no list of
 * sub-applications, so the function is called with a request of ours: its application gives every request its own
 * prototype, which names it, before anything of the application runs. There it is stopped.
 */
export function applicationBehind(handle: { readonly name: string }): unknown {
  if (typeof handle !== 'function' || handle.name !== hiding) return undefined
  const known = found.get(handle)
  if (known !== undefined) return known
  // One of Express 4 that has no routes yet says nothing, and is asked again.
  const application = ask(handle)
  if (application !== undefined) found.set(handle, application)
  return application
}

function ask(handle: object): unknown {
  let application: unknown
  let asked = false
  const stop = (): never => {
    asked = true
    throw new Error('all is known that was asked')
  }
  const above = { request: {}, response: {} }
  const request = {
    app: above,
    method: 'GET',
    // Express 4 goes on to error handlers with what is thrown, and gives up where there is no path.
    get url(): string {
      return asked ? stop() : '/'
    },
  }
  const response = {
    setHeader() {},
    // Both majors look for this one right after they have set the prototypes.
    get locals(): unknown {
      const prototype: unknown = Object.getPrototypeOf(request)
      if (isRecord(prototype)) application = prototype.app
      return stop()
    },
  }
  try {
    const returned: unknown = Reflect.apply(handle as () => unknown, undefined, [request, response, () => undefined])
    // An application whose `handle` is somebody's own may be asynchronous; what it says is not wanted.
    if (isPending(returned)) returned.catch(() => undefined)
  } catch {
    // It is our own error, or the function was none of Express's: then nothing was found.
  }
  return application
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
