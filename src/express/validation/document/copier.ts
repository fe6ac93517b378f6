import { pointerIn } from '../../../document/bundle/look-up.ts'
import { holdsNames, mapValues } from '../../../document/bundle/map-document.ts'
import { isMissing } from '../../../document/bundle/missing-part.ts'
import { isMapping, type Mapping, setMember } from '../../../document/plain-data.ts'
import type { Pointer } from '../../../document/types.ts'
import { withStyle } from './parameter-style.ts'

/** Of an operation, what no request and no response is validated by. */
const unneeded: ReadonlySet<string> = new Set(['callbacks', 'servers', 'externalDocs', 'security'])

/** Nothing is validated by them, and the validator would open the files that a `$ref` in one names. */
const examples: ReadonlySet<string> = new Set(['example', 'examples'])

/** Where a value stands. */
interface Position {
  /** The value is a mapping of names to objects. */
  readonly names: boolean
  /** It is a schema, or inside one. */
  readonly schema: boolean
}

const outside: Position = { names: false, schema: false }

/** Copies values, and with them each component that they refer to. */
export class Copier {
  readonly components: Record<string, Record<string, unknown>> = {}
  readonly #content: Mapping
  /** What is being put in place of a reference. */
  readonly #open: string[] = []

  constructor(content: Mapping) {
    this.#content = content
  }

  /** Of 3.1 on, a path item may be a reference with siblings. */
  pathItem(written: unknown): Mapping {
    if (!isMapping(written)) throw new Error('the path item is no mapping')
    const { $ref, ...own } = written
    if (typeof $ref !== 'string') return own
    return this.#within($ref, () => ({ ...this.pathItem(this.#find($ref)), ...own }))
  }

  operation(written: unknown, credentials: readonly string[]): unknown {
    if (!isMapping(written)) throw new Error('an operation is no mapping')
    const needed = Object.entries(written).filter(([name]) => !unneeded.has(name))
    const copied = needed.map(([name, value]) => [
      name,
      name === 'parameters' ? this.parameters(value) : this.#member(name, value, outside),
    ])
    return { ...Object.fromEntries(copied), security: credentials.map((name) => ({ [name]: [] })) }
  }

  parameters(written: unknown): unknown {
    const copied = this.copy(written)
    return Array.isArray(copied) ? copied.map(withStyle) : copied
  }

  /** @param at Where the value stands: what a reference leads to is called by that. */
  copy(value: unknown, at: Position = outside): unknown {
    if (Array.isArray(value)) return value.map((item) => this.copy(item, { ...at, names: false }))
    if (!isMapping(value)) return value
    const { $ref } = value
    if (typeof $ref === 'string') return this.#reference($ref, value, at)
    const copied: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(value)) {
      if (at.names || !examples.has(name)) setMember(copied, name, this.#member(name, member, at))
    }
    if (!isMapping(value.discriminator)) return copied
    return { ...copied, discriminator: this.#discriminator(value.discriminator) }
  }

  #member(name: string, member: unknown, { names, schema }: Position): unknown {
    if (names) return this.copy(member, { names: false, schema })
    return this.copy(member, { names: holdsNames(name), schema: schema || name === 'schema' })
  }

  #reference($ref: string, { $ref: _, ...siblings }: Mapping, at: Position): unknown {
    const beside = (): object => Object(this.copy(siblings, at))
    if (at.schema && $ref.startsWith('#/x-referenced/')) return { ...beside(), $ref: this.#keepPart($ref) }
    // The validator takes the second form for the first.
    if ($ref.startsWith('#/components/') || $ref.startsWith('#components/')) {
      this.#keepComponent($ref.replace('#components', '#/components'))
      return { ...beside(), $ref }
    }
    // `#name` is an anchor within a schema, which the schema brings itself.
    if ($ref.startsWith('#') && !$ref.startsWith('#/') && $ref !== '#') return { ...beside(), $ref }
    return this.#within($ref, () => {
      const found = this.copy(this.#find($ref), at)
      return isMapping(found) ? { ...found, ...beside() } : found
    })
  }

  /** A schema of another file becomes one of `components`, since it may refer to itself. */
  #keepPart($ref: string): string {
    const name = $ref.slice('#/'.length).replaceAll(/[^\w.-]/g, '-')
    this.#keep('schemas', name, () => this.copy(this.#find($ref), { names: false, schema: true }))
    return `#/components/schemas/${name}`
  }

  #keepComponent($ref: string): void {
    const [, kind = '', name = ''] = stepsOf($ref)
    const { [kind]: all }: Mapping = Object(this.#content.components)
    const component = isMapping(all) && Object.hasOwn(all, name) ? all[name] : undefined
    if (component === undefined) throw new Error(`${$ref} leads nowhere`)
    this.#keep(kind, name, () => {
      const copied = this.copy(component, { names: false, schema: kind === 'schemas' })
      return kind === 'parameters' ? withStyle(copied) : copied
    })
  }

  /** Its name is taken before it is copied: it may refer to itself. */
  #keep(kind: string, name: string, copy: () => unknown): void {
    const kept = this.components[kind] ?? {}
    this.components[kind] = kept
    if (Object.hasOwn(kept, name)) return
    setMember(kept, name, undefined)
    setMember(kept, name, copy())
  }

  /** A mapping has references, or names of schemas. */
  #discriminator(written: Mapping): Mapping {
    const { mapping } = written
    if (!isMapping(mapping)) return written
    return { ...written, mapping: mapValues(mapping, (target) => this.#target(target)) }
  }

  #target(target: unknown): unknown {
    if (typeof target !== 'string') return target
    if (target.startsWith('#/x-referenced/')) return this.#keepPart(target)
    if (target.startsWith('#/components/')) this.#keepComponent(target)
    return target
  }

  #find($ref: string): unknown {
    if (!$ref.startsWith('#/')) throw new Error(`${$ref} leads out of the document`)
    let found: unknown = this.#content
    for (const step of stepsOf($ref)) {
      const inside: object = Object(found)
      if (!Object.hasOwn(inside, step)) throw new Error(`${$ref} leads nowhere`)
      found = Reflect.get(inside, step)
    }
    // As a schema it would let everything through.
    if (isMissing(found)) throw new Error('a `$ref` leads to nothing in the files of the document')
    return found
  }

  #within<Result>($ref: string, run: () => Result): Result {
    if (this.#open.includes($ref)) throw new Error(`${$ref} leads back to itself outside of components`)
    this.#open.push($ref)
    const result = run()
    this.#open.pop()
    return result
  }
}

/** @throws {Error} where it is no JSON pointer. */
function stepsOf($ref: string): Pointer {
  const pointer = pointerIn($ref)
  if (pointer === undefined) throw new Error(`${$ref} is no JSON pointer`)
  return pointer
}
