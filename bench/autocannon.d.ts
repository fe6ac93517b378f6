// The package has no types: this is the part of it that the bench and the soak use.
declare module 'autocannon' {
  export interface Request {
    headers?: Record<string, string>
    /** Called for each request that is sent. `context` is one object for each connection. */
    setupRequest?: (request: Request, context: object) => Request
    /** Called for each answer, on the connection of its request. */
    onResponse?: (status: number, body: string, context: object) => void
  }

  interface Options {
    url: string
    connections: number
    /** Requests in all. */
    amount?: number
    /** Seconds, where no amount is given. */
    duration?: number
    /** Milliseconds. */
    sampleInt?: number
    requests: Request[]
  }

  interface Result {
    errors: number
    statusCodeStats: Record<string, { count?: number }>
  }

  interface Run extends Promise<Result> {
    on(event: 'response', listener: (client: object, status: number, bytes: number, milliseconds: number) => void): void
  }

  export default function autocannon(options: Options): Run
}
