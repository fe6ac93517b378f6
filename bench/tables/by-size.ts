import type { ChildProcess } from 'node:child_process'
import { withSpread } from '../statistics.ts'

export const rounds = 9

/** Operations of the document. */
const allSizes: readonly number[] = [10, 100, 1500, 10_000]

export const sizeColumns: readonly string[] = columnsOf(allSizes)

/** One for each size, and one for the growth from the first to the last. */
export function columnsOf(sizes: readonly number[]): readonly string[] {
  const names = sizes.map((size) => size.toLocaleString('en'))
  return [...names, `${names.at(-1)} : ${names[0]}`]
}

/** A process with one contender and a document of one size. */
export interface Subject {
  readonly child: ChildProcess
  /** The figure of one round. */
  measure(): Promise<number>
}

type Launch = (contender: string, size: number) => Promise<Subject>

interface Running extends Subject {
  /** By round. */
  readonly taken: number[]
}

/** A row of a table for each contender: its figures by size, and how they grow. Everything is measured in turn. */
export async function measureBySize(
  contenders: readonly string[],
  launch: Launch,
  sizes: readonly number[] = allSizes,
): Promise<readonly string[][]> {
  const running = new Map<string, Running[]>()
  for (const contender of contenders) running.set(contender, await launchAll(contender, launch, sizes))
  const all = [...running.values()].flat()
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const one of all) one.taken.push(await one.measure())
    }
  } finally {
    for (const { child } of all) child.disconnect()
  }
  return [...running].map(([contender, bySize]) => [contender, ...toCells(bySize.map(({ taken }) => taken))])
}

async function launchAll(contender: string, launch: Launch, sizes: readonly number[]): Promise<Running[]> {
  const running: Running[] = []
  for (const size of sizes) running.push({ ...(await launch(contender, size)), taken: [] })
  return running
}

function toCells(bySize: readonly (readonly number[])[]): readonly string[] {
  const smallest = bySize[0] ?? []
  const largest = bySize.at(-1) ?? []
  const growth = largest.map((figure, round) => figure / (smallest[round] ?? Number.NaN))
  return [...bySize.map((taken) => withSpread(taken, digitsOf(taken))), withSpread(growth, 2)]
}

/** Figures of a table go from tenths of a microsecond to tenths of a second. */
function digitsOf([figure = 0]: readonly number[]): number {
  return figure < 10 ? 2 : figure < 100 ? 1 : 0
}
