import type { Operation } from '../../policy/types.ts'

/** Different lines about one operation: what is wrong with answers may differ from one to the next. */
const linesEach = 5
/** A document may have thousands of operations. */
const linesInAll = 1000

/** Writes a line once, and few about the same, so that no caller can use up what is told of others. */
export type Tell = (operation: Operation, about: 'requests' | 'answers', line: string) => void

export function createTell(warn: (line: string) => void): Tell {
  const told = new Map<string, Set<string>>()
  let all = 0
  return ({ method, path }, about, line) => {
    const key = `${about} ${method} ${path}`
    const lines = told.get(key) ?? new Set()
    if (all === linesInAll || lines.size === linesEach || lines.has(line)) return
    told.set(key, lines.add(line))
    all += 1
    const isLast = lines.size === linesEach || all === linesInAll
    warn(isLast ? `${line} (and no more is told of this)` : line)
  }
}
