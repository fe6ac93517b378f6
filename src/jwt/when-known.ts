/** A value that may have to be waited for. */
export type Later<Value> = Value | Promise<Value>

/** Goes on at once where nothing has to be waited for, so that such a step costs no promise. */
export function whenKnown<Value, Result>(value: Later<Value>, proceed: (value: Value) => Later<Result>): Later<Result> {
  return value instanceof Promise ? value.then(proceed) : proceed(value)
}
