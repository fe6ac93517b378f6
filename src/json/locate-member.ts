import { unescapeName } from './find-repeated-name.ts'
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  endOfSpace,
  endOfString,
  endOfValue,
  OPEN_BRACE,
  OPEN_BRACKET,
} from './scan.ts'

/** Says where the values of one JSON text stand. */
export interface MemberLocator {
  /**
   * The offset of a member's name, of an item itself, and of the root for an empty pointer. A pointer that leads nowhere
   * gives the offset of the last value on its way that is there.
   */
  locate(pointer: readonly string[]): number
}

/** A child of an object or array: where a reader looks for it, and where its value begins. */
interface Entry {
  readonly at: number
  readonly value: number
}

type Children = ReadonlyMap<string, Entry>

const none: Children = new Map()

/**
 * A locator for a text that is known to be JSON. Each object on the way is read once and remembered, so thousands of
 * pointers into one text cost about as many scans of it as they are deep.
 */
export function createMemberLocator(text: string): MemberLocator {
  const known = new Map<number, Children>()
  function childrenAt(offset: number): Children {
    const children = known.get(offset) ?? readChildren(text, offset)
    known.set(offset, children)
    return children
  }
  return {
    locate(pointer) {
      let found: Entry = rootOf(text)
      for (const step of pointer) {
        const next = childrenAt(found.value).get(step)
        if (next === undefined) break
        found = next
      }
      return found.at
    },
  }
}

function rootOf(text: string): Entry {
  const start = endOfSpace(text, 0)
  return { at: start, value: start }
}

function readChildren(text: string, start: number): Children {
  switch (text.charCodeAt(start)) {
    case OPEN_BRACE:
      return readMembers(text, start)
    case OPEN_BRACKET:
      return readItems(text, start)
    default:
      return none
  }
}

function readMembers(text: string, start: number): Children {
  const members = new Map<string, Entry>()
  let at = endOfSpace(text, start + 1)
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = endOfString(text, at)
    const value = endOfSpace(text, endOfSpace(text, nameEnd) + 1)
    members.set(unescapeName(text.slice(at, nameEnd)), { at, value })
    at = nextEntry(text, value)
  }
  return members
}

function readItems(text: string, start: number): Children {
  const items = new Map<string, Entry>()
  let at = endOfSpace(text, start + 1)
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACKET) {
    items.set(String(items.size), { at, value: at })
    at = nextEntry(text, at)
  }
  return items
}

/** Where the entry behind the value at `value` begins, or its container's closing character stands. */
function nextEntry(text: string, value: number): number {
  const end = endOfSpace(text, endOfValue(text, value))
  return text.charCodeAt(end) === COMMA ? endOfSpace(text, end + 1) : end
}
