import { type Layer, withoutSlash } from './stack.ts'

/** Path syntax of any Express, which makes a mount path a pattern. */
const pattern = /[:*?+(){}[\]!\\]/

/** Where an application is mounted: '' for the top-most; undefined where only a request could tell. */
export function mountPathOf(app: unknown): string | undefined {
  if (typeof app !== 'function' || !('parent' in app) || app.parent === undefined) return ''
  const above = mountPathOf(app.parent)
  const own = 'mountpath' in app ? app.mountpath : undefined
  if (above === undefined || typeof own !== 'string' || pattern.test(own)) return undefined
  return above + withoutSlash(own)
}

/** What is left of a path behind a mount path; undefined where it is not under it. */
export function pathUnder(mountPath: string, path: string): string | undefined {
  if (!`${path}/`.toLowerCase().startsWith(`${mountPath}/`.toLowerCase())) return undefined
  return path.slice(mountPath.length) || '/'
}

/** How Express 4 writes a mount path: an expression for its start, with a group for each parameter. */
const mounted = /^\^(.*?)\\\/\?\(\?=\\\/\|\$\)$/
/** A parameter, and the separator in front that Express takes into its group: its default expression, or one of the author. */
const group = /\(\?:((?:\\\.)?(?:\\\/)?)\((?:\(\?:\(\?![^()]*\)\.\)\+\?|[^()]*)\)\)/

/**
 * The paths that a router or a function was mounted with, as they were written; '' at the root. None where an expression
 * was given, and where Express has not kept them: Express 4 several, and routers before 2.3 any.
 */
export function writtenPaths(layer: Layer): readonly string[] {
  if (layer.slash === true || layer.regexp?.fast_slash === true) return ['']
  if (layer.regexp !== undefined) return fromExpression(layer.regexp, layer.keys ?? [])
  const paths: readonly unknown[] = [layer.rawPath].flat()
  const texts = paths.filter((path) => typeof path === 'string')
  return texts.length === paths.length ? texts.map(withoutSlash) : []
}

function fromExpression({ source }: RegExp, keys: NonNullable<Layer['keys']>): readonly string[] {
  const parts = mounted.exec(source)?.[1]?.split(group)
  if (parts === undefined || parts.length !== 2 * keys.length + 1 || hasSyntax(parts)) return []
  const [first = '', ...others] = parts
  let path = unescaped(first)
  for (const [index, { name }] of keys.entries()) {
    const [separator = '', text = ''] = others.slice(2 * index).map(unescaped)
    path += `${separator}:${name}${lengthens(text) ? '([^/]+?)' : ''}${text}`
  }
  return [path]
}

/** Whether a name in front of a text would take in its beginning: an expression says where the name ends. */
function lengthens(text: string): boolean {
  return /^[$\p{ID_Continue}]/u.test(text)
}

function hasSyntax(sources: readonly string[]): boolean {
  return sources.some((source) => /[\^$*+?()[\]{}|]/.test(source.replace(/\\./g, '')))
}

/** What is syntax in a path stays escaped: `\:` is a text, and `:` a parameter. */
function unescaped(source: string): string {
  return source.replace(/\\([^:*?+(){}[\]!])/g, '$1')
}
