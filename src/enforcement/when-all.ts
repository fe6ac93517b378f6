import { isPending } from '../waiting/when-known.ts'
/** Goes on with all values: at once where none has to be waited for, so that such a decision costs no promise. */
export function whenAll<Value, Result>(
  values: readonly (Value | Promise<Value>)[],
  proceed: (all: readonly Value[]) => Result,
): Result | Promise<Result> {
  if (values.some((value) => isPending(value))) return Promise.all(values).then(proceed)
  return proceed(values as readonly Value[])
}
