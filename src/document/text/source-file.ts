import { jsonPointer } from '../place.ts'
import type { Pointer, SourceFile } from '../types.ts'
import { createLinePositions, type Position } from './line-positions.ts'

/** Finds the offset of a value in one text. May hold much more than the text. */
export interface Locator {
  locate(pointer: Pointer): number
}

/** A file that still holds what makes its places cheap to find. */
export interface HeldSourceFile extends SourceFile {
  release(): void
}

/**
 * A file's places, found on demand by what `open` makes of the text. A locator that was costly to make is handed over as
 * `opened`. After `release` only the text and what was pinned are kept; a locator that is made again after that lives no
 * longer than memory allows.
 */
export function createSourceFile(
  name: string,
  text: string,
  open: (text: string) => Locator,
  opened?: Locator,
): HeldSourceFile {
  const costly = opened !== undefined
  const pinned = new Map<string, Position>()
  let held = opened && createPlaces(text, opened)
  let released = false
  let reopened: WeakRef<Places> | undefined
  function places(): Places {
    const known = held ?? reopened?.deref()
    if (known !== undefined) return known
    const made = createPlaces(text, open(text))
    if (released) reopened = new WeakRef(made)
    else held = made
    return made
  }
  return {
    name,
    locate: (pointer) => pinned.get(jsonPointer(pointer)) ?? places().positionOf(pointer),
    pin(pointer) {
      if (costly) pinned.set(jsonPointer(pointer), places().positionOf(pointer))
    },
    release() {
      held = undefined
      released = true
    },
  }
}

interface Places {
  positionOf(pointer: Pointer): Position
}

function createPlaces(text: string, locator: Locator): Places {
  const positionAt = createLinePositions(text)
  return { positionOf: (pointer) => positionAt(pointer.length === 0 ? 0 : locator.locate(pointer)) }
}
