// A process that decides requests with API keys, without Express and sockets, and says what one takes whenever it is asked.

import { createGate } from './contenders/portcullis-keys.ts'

const decisions = 10_000
const gate = await createGate()

async function measure(): Promise<number> {
  const before = process.cpuUsage()
  for (let count = 0; count < decisions; count += 1) {
    const headers = { host: 'api.test', connection: 'keep-alive', 'x-api-key': `key-${count}` }
    const rawHeaders = ['Host', 'api.test', 'Connection', 'keep-alive', 'X-API-Key', headers['x-api-key']]
    const { allowed } = await gate.decide({ method: 'GET', target: '/orders/1', headers, rawHeaders })
    if (!allowed) throw new Error(`the key ${count} was refused`)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / decisions
}

process.on('message', () => void measure().then((taken) => process.send?.(taken)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
