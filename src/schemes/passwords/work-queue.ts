/** Runs few things at once, and lets few wait. */
export interface WorkQueue {
  /** The result of the work; undefined where too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result> | undefined
}

/** Those that wait are served in the order in which they came. */
export function createWorkQueue(mostAtOnce: number, mostWaiting: number): WorkQueue {
  const waiting: (() => void)[] = []
  let running = 0
  const finish = (): void => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    // The place is handed on, so that nobody who comes now takes it.
    else next()
  }
  const turn = (): Promise<void> | undefined => {
    if (running < mostAtOnce) {
      running += 1
      return Promise.resolve()
    }
    return waiting.length < mostWaiting ? new Promise((resolve) => void waiting.push(resolve)) : undefined
  }
  return {
    run: (work) => turn()?.then(work).finally(finish),
  }
}
