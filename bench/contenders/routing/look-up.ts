/** The id of the operation that a request is for; undefined: of none. */
export type LookUp = (method: string, path: string) => string | undefined
