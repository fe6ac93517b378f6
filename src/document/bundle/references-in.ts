import { isMapping, type Mapping } from '../plain-data.ts'
import type { Pointer } from '../types.ts'
import { mapDocument } from './map-document.ts'

/**
 * The texts of all references in a value, each once: `$ref`s and what discriminators map to. Those in data and in extensions
 * for gateways are none: what they lead to is not published.
 */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  mapReferences(value, (reference) => {
    found.add(reference)
    return reference
  })
  return found
}

/** @param isName It stands for the name of a schema, as a discriminator may have it. */
type MapReference = (reference: string, isName: boolean) => string

/** A copy with other texts in its references. */
export function mapReferences(value: unknown, map: MapReference): unknown {
  return mapDocument(value, (part) => {
    const { $ref, discriminator } = part
    const mapping = isMapping(discriminator) && isMapping(discriminator.mapping) ? discriminator.mapping : undefined
    return {
      ...part,
      ...(typeof $ref === 'string' && { $ref: map($ref, false) }),
      ...(mapping && { discriminator: { ...Object(discriminator), mapping: mapTargets(mapping, map) } }),
    }
  })
}

/** A discriminator maps to references, or to names of schemas, which are as good as references to them. */
function mapTargets(mapping: Mapping, map: MapReference): Mapping {
  const entries = Object.entries(mapping).map(([value, target]) => {
    if (typeof target !== 'string') return [value, target] as const
    const isName = /^[\w.-]+$/.test(target) && !/\.(?:json|ya?ml)$/.test(target)
    return [value, map(isName ? `#/components/schemas/${target}` : target, isName)] as const
  })
  return Object.fromEntries(entries)
}

/** A JSON pointer as a `$ref` has it behind its "#" (RFC 6901 §6). */
export function pointerText(pointer: Pointer): string {
  return pointer.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}
