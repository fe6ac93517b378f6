/** Milliseconds. A timer that is later than that was held up by this process, not by the issuer. */
const punctual = 50

/**
 * Runs when `ms` are over. Where the event loop was blocked, what was answered meanwhile lies unread, so as much time
 * is given again as was lost, once (F-38). Never keeps the process alive.
 * @returns what takes it back.
 */
export function setDeadline(ms: number, run: () => void): () => void {
  const dueMs = performance.now() + ms
  let timer = setTimeout(() => {
    const lostMs = performance.now() - dueMs
    if (lostMs < punctual) run()
    else timer = setTimeout(run, Math.min(lostMs, ms)).unref()
  }, ms).unref()
  return () => clearTimeout(timer)
}
