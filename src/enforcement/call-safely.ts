/** Calls what is not ours: `failed` is told of a throw and of a rejection, of promises of any realm and any kind. */
export function callSafely(call: () => unknown, failed: () => void): void {
  try {
    Promise.resolve(call()).catch(failed)
  } catch {
    // Whatever was thrown is the owner's own; what it was called for stands.
    failed()
  }
}
