import { isMapping, type Mapping } from '../plain-data.ts'
import { pointerIn } from './look-up.ts'
import { referencesIn } from './references-in.ts'

/** What nothing else refers to under `x-referenced` is left out. */
export function withoutUnused(content: Mapping): Mapping {
  const { 'x-referenced': parts, ...others } = content
  if (!isMapping(parts)) return content
  const isUsed = usedParts(others, content)
  const kept = Object.entries(parts).filter(([name]) => isUsed(['x-referenced', name]))
  return kept.length === 0 ? others : { ...others, 'x-referenced': Object.fromEntries(kept) }
}

/** The same of `components`, but for the security schemes: people log in with them. */
export function withoutUnusedComponents(content: Mapping): Mapping {
  const { 'x-referenced': _parts, components, ...others } = content
  if (!isMapping(components)) return withoutUnused(content)
  const { securitySchemes } = components
  const isUsed = usedParts({ ...others, securitySchemes }, content)
  const kept = Object.entries(components).map(([kind, members]) => {
    if (kind === 'securitySchemes' || !isMapping(members)) return [kind, members] as const
    const used = Object.entries(members).filter(([name]) => isUsed(['components', kind, name]))
    return [kind, Object.fromEntries(used)] as const
  })
  return withoutUnused({ ...content, components: Object.fromEntries(kept.filter(([kind]) => !kind.startsWith('x-'))) })
}

type Part = readonly string[]

/** Finds the parts of a document that a value refers to, and what those refer to. */
function usedParts(value: unknown, { 'x-referenced': parts, components }: Mapping): (part: Part) => boolean {
  const whole: Mapping = { 'x-referenced': parts, components }
  const used = new Set<string>()
  const waiting: unknown[] = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const reference of referencesIn(next)) {
      const part = partOf(reference)
      const key = part && JSON.stringify(part)
      if (key === undefined || used.has(key)) continue
      used.add(key)
      waiting.push(part?.reduce<unknown>(memberOf, whole))
    }
  }
  return (part) => used.has(JSON.stringify(part))
}

/** `['components', 'schemas', 'Order']` for everything inside of it. */
function partOf(reference: string): Part | undefined {
  const pointer = pointerIn(reference)
  const length = pointer?.[0] === 'components' ? 3 : 2
  const isPart = pointer?.[0] === 'components' || pointer?.[0] === 'x-referenced'
  return isPart && pointer.length >= length ? pointer.slice(0, length) : undefined
}

function memberOf(value: unknown, name: string): unknown {
  return isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
