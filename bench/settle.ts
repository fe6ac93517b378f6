import { setTimeout } from 'node:timers/promises'

/** One collection is not enough: finalizers and the code that is used no more go with a later one. */
export async function settle(): Promise<void> {
  for (let collection = 0; collection < 6; collection += 1) {
    globalThis.gc?.()
    await setTimeout(20)
  }
}
