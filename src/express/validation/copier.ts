import { isMapping, type Mapping, setMember } from '../../document/plain-data.ts'
import { withStyle } from './parameter-style.ts'

/** Of an operation, what no request and no response is validated by. */
const unneeded: ReadonlySet<string> = new Set(['callbacks', 'servers', 'externalDocs', 'security'])

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
      name === 'parameters' ? this.parameters(value) : this.copy(value),
    ])
    return { ...Object.fromEntries(copied), security: credentials.map((name) => ({ [name]: [] })) }
  }

  parameters(written: unknown): unknown {
    const copied = this.copy(written)
    return Array.isArray(copied) ? copied.map(withStyle) : copied
  }

  copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.copy(item))
    if (!isMapping(value)) return value
    const { $ref } = value
    if (typeof $ref === 'string') return this.#reference($ref, value)
    const copied: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(value)) setMember(copied, name, this.copy(member))
    if (isMapping(value.discriminator)) this.#followMapping(value.discriminator.mapping)
    return copied
  }

  #reference($ref: string, { $ref: _, ...siblings }: Mapping): unknown {
    // The validator takes the second form for the first.
    if ($ref.startsWith('#/components/') || $ref.startsWith('#components/')) {
      this.#keepComponent($ref.replace('#components', '#/components'))
      return { ...Object(this.copy(siblings)), $ref }
    }
    // `#name` is an anchor within a schema, which the schema brings itself.
    if ($ref.startsWith('#') && !$ref.startsWith('#/') && $ref !== '#') return { ...Object(this.copy(siblings)), $ref }
    return this.#within($ref, () => {
      const found = this.copy(this.#find($ref))
      return isMapping(found) ? { ...found, ...Object(this.copy(siblings)) } : found
    })
  }

  #keepComponent($ref: string): void {
    const [, , kind = '', name = ''] = stepsOf($ref)
    const kept = this.components[kind] ?? {}
    this.components[kind] = kept
    if (Object.hasOwn(kept, name)) return
    const { [kind]: all }: Mapping = Object(this.#content.components)
    const component = isMapping(all) && Object.hasOwn(all, name) ? all[name] : undefined
    if (component === undefined) throw new Error(`${$ref} leads nowhere`)
    // Set before it is copied: it may refer to itself.
    setMember(kept, name, undefined)
    const copied = this.copy(component)
    setMember(kept, name, kind === 'parameters' ? withStyle(copied) : copied)
  }

  /** A mapping has references, or names of schemas. */
  #followMapping(mapping: unknown): void {
    if (!isMapping(mapping)) return
    for (const target of Object.values(mapping)) {
      if (typeof target === 'string' && target.startsWith('#/components/')) this.#keepComponent(target)
    }
  }

  #find($ref: string): unknown {
    if (!$ref.startsWith('#/')) throw new Error(`${$ref} leads out of the document`)
    let found: unknown = this.#content
    for (const step of stepsOf($ref).slice(1)) {
      const inside: object = Object(found)
      if (!Object.hasOwn(inside, step)) throw new Error(`${$ref} leads nowhere`)
      found = Reflect.get(inside, step)
    }
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

/** RFC 6901 §4, in the fragment of an address. The first step is the `#`. */
function stepsOf($ref: string): readonly string[] {
  return $ref.split('/').map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}
