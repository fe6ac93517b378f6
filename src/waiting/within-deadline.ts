/** Milliseconds a function of the application may take: longer than any lookup worth waiting for. */
const defaultDeadlineMs = 5000

export const tooLate: unique symbol = Symbol('too late')

/** Calls with a signal that aborts when the time is over; then the answer is `tooLate`, and what comes later is nothing. */
export async function withinDeadline<Answer>(
  call: (signal: AbortSignal) => Promise<Answer>,
  deadlineMs: number = defaultDeadlineMs,
): Promise<Answer | typeof tooLate> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<typeof tooLate>((resolve) => {
    timer = setTimeout(() => {
      resolve(tooLate)
      controller.abort()
    }, deadlineMs)
  })
  const answer = await Promise.race([call(controller.signal), deadline])
  clearTimeout(timer)
  return answer
}
