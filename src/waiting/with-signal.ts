/**
 * The same, but over as soon as the signal is: then it rejects with the signal's reason. What was waited for goes on, as
 * others may wait for it, too.
 */
export function withSignal<Value>(pending: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return pending
  // Whatever a signal does that is none: nothing that is left behind may end the process.
  pending.catch(() => {})
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
