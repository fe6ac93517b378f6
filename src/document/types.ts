/** A path into a document, one member name or index a step, not escaped. */
export type Pointer = readonly string[]

/** A file that was read, or the object that was handed over. It can say where a value in it stands. */
export interface SourceFile {
  /** The absolute path; `<document>` for an object. */
  readonly name: string
  /** Line and column, from 1, of the member's key (of the value itself in a list). The root is 1:1. */
  locate(pointer: Pointer): { readonly line: number; readonly column: number }
  /** Works a position out now and remembers it, where it needs something that will be released: a syntax tree. */
  pin?(pointer: Pointer): void
}

/** Where a value stands. Line and column are worked out only when `sourceOf` is asked. */
export interface Place {
  readonly file: SourceFile
  readonly pointer: Pointer
}

/** A value and its place. */
export interface Node<T = unknown> {
  readonly value: T
  readonly place: Place
}

/** The members of a mapping, in its order. A Map of nodes is one. */
export interface Fields {
  readonly size: number
  get(name: string): Node | undefined
  has(name: string): boolean
  keys(): Iterable<string>
  [Symbol.iterator](): Iterator<[string, Node]>
}

/** A mapping after its `$ref`s were followed; members may come from several places. */
export interface Resolved {
  /** Where it is written: the key in the file that holds the fields. */
  readonly place: Place
  readonly fields: Fields
}

export interface ResolvedOperation extends Resolved {
  /** As written: `get`, or a name under `additionalOperations`. */
  readonly method: string
}

export interface ResolvedPathItem extends Resolved {
  /** The key under `paths`, as written. */
  readonly path: string
  /** The key's own place in the entry document. */
  readonly keyPlace: Place
  readonly operations: readonly ResolvedOperation[]
}

export interface ResolvedScheme extends Resolved {
  readonly name: string
}

/** A document as far as security needs it: everything it depends on was read, and every `$ref` on the way followed. */
export interface ResolvedDocument {
  /** The version as written, `3.1.1`. */
  readonly openapi: string
  readonly minor: 0 | 1 | 2
  /** The entry document's top level. */
  readonly root: Resolved
  /** In the order of the document. */
  readonly pathItems: readonly ResolvedPathItem[]
  /** In the order of the document. */
  readonly schemes: readonly ResolvedScheme[]
  /** The entry document as plain data, for the documentation page. */
  readonly content: unknown
  /** The text of the entry document, where it is JSON. */
  readonly json: string | undefined
  /** Every file that was read, the entry first. */
  readonly files: readonly string[]
  /**
   * Lets the syntax trees go, once the document is compiled. Places can still be asked; one in a YAML file that was not
   * pinned (`sourceLater` pins) costs a second parse of that file.
   */
  release(): void
}
