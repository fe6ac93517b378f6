import { types } from 'node:util'

/** A value that may have to be waited for. */
export type Later<Value> = Value | Promise<Value>

/** Goes on at once where nothing has to be waited for, so that such a step costs no promise. */
export function whenKnown<Value, Result>(value: Later<Value>, proceed: (value: Value) => Later<Result>): Later<Result> {
  return isPending(value) ? value.then(proceed) : proceed(value)
}

/** Also where a library has put its own in the place of `Promise`, of which asynchronous functions are no instances. */
export function isPending<Value>(value: Later<Value>): value is Promise<Value> {
  return types.isPromise(value)
}
