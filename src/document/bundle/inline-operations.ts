import { isMapping, type Mapping } from '../plain-data.ts'
import { follow } from './look-up.ts'
import { mapValues } from './map-document.ts'
import type { SizeBound } from './size-bound.ts'
import { withoutUnused } from './used-parts.ts'

/**
 * Path items and operations in place of the references to them, and what may stand elsewhere as a whole, `components`: whoever
 * reads a document for its operations finds them where they are.
 * @throws {Error} where there is no room for them.
 */
export function inlineOperations(content: Mapping, bound: SizeBound): Mapping {
  const place = (value: unknown): unknown => {
    const found = follow(value, content)
    if (found !== value) bound.take(found)
    return found
  }
  const components = place(content.components)
  const paths = place(content.paths)
  return withoutUnused({
    ...content,
    ...(isMapping(components) && {
      components: mapValues(components, (member, name) => (name === 'securitySchemes' ? place(member) : member)),
    }),
    ...(isMapping(paths) && { paths: mapValues(paths, (item) => inlineItem(item, place)) }),
  })
}

function inlineItem(written: unknown, place: (value: unknown) => unknown): unknown {
  const item = place(written)
  if (!isMapping(item)) return item
  return mapValues(item, (member, name) => {
    if (name !== 'additionalOperations') return isHeld(name) ? member : place(member)
    const operations = place(member)
    return isMapping(operations) ? mapValues(operations, place) : operations
  })
}

/** Members of a path item that are no operations, and hold references of their own. */
function isHeld(name: string): boolean {
  return name === 'parameters' || name === 'servers' || name.startsWith('x-')
}
