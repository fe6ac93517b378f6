import type { Express } from 'express'

/** Serves an application, tells the parent process the port, and what it has used so far whenever it is asked. */
export function listen(app: Express): void {
  const server = app.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address === 'object') process.send?.(address?.port)
  })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system, resident: process.memoryUsage.rss() })
  })
  process.on('disconnect', () => process.exit())
}
