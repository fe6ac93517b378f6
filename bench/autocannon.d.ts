// The package has no types: this is the part of it that the bench uses.
declare module 'autocannon' {
  interface Request {
    headers?: Record<string, string>
    /** Called for each request that is sent. */
    setupRequest?: (request: Request) => Request
  }

  interface Options {
    url: string
    connections: number
    /** Requests in all. */
    amount: number
    /** Milliseconds. */
    sampleInt: number
    requests: Request[]
  }

  interface Result {
    errors: number
    statusCodeStats: Record<string, { count?: number }>
  }

  export default function autocannon(options: Options): Promise<Result>
}
