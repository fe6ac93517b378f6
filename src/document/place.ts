import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts'
import type { Place, Pointer } from './types.ts'

/** File, line and column of a place. */
export function sourceOf(place: Place): Source {
  return Object.freeze({ file: place.file.name, ...place.file.locate(place.pointer) })
}

/**
 * The same, worked out when it is asked for the first time, for what outlives the load: what it keeps alive is at most the
 * text of the file.
 */
export function sourceLater(place: Place): () => Source {
  place.file.pin?.(place.pointer)
  let source: Source | undefined
  return Object.freeze(() => {
    source ??= sourceOf(place)
    return source
  })
}

const later = Symbol('source')

/** It inherits nothing: what somebody writes to `Object.prototype` would become part of it. */
const sourceMember: PropertyDescriptor & { readonly __proto__: null } & ThisType<{ readonly [later]: () => Source }> = {
  __proto__: null,
  get() {
    return this[later]()
  },
  enumerable: true,
}

/**
 * Gives an object its `source`, worked out when it is read for the first time. All have one getter: with getters of their
 * own, objects share no hidden class, and each takes three times the memory.
 */
export function withSource<Told extends object>(told: Told, place: Place): Told & { readonly source: Source } {
  Object.defineProperty(told, later, { value: sourceLater(place) })
  return Object.defineProperty(told, 'source', sourceMember) as Told & { readonly source: Source }
}

/** A finding about the value at a place. */
export function diagnose(place: Place, finding: Omit<Diagnostic, keyof Source | 'pointer'>): Diagnostic {
  return { ...finding, ...sourceOf(place), pointer: jsonPointer(place.pointer) }
}

/** The pointer as RFC 6901 §3 writes it: `/paths/~1orders/get`; '' is the root. */
export function jsonPointer(pointer: Pointer): string {
  return pointer.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
