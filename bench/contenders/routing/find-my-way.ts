import createRouter, { type HTTPMethod } from 'find-my-way'
import type { RoutingOperation } from '../../routing-document.ts'
import type { LookUp } from './look-up.ts'

export async function createLookUp(operations: readonly RoutingOperation[]): Promise<LookUp> {
  const router = createRouter()
  for (const { id, method, template } of operations) {
    router.on(method as HTTPMethod, template.replace(/\{(\w+)\}/g, ':$1'), () => undefined, id)
  }
  return (method, path) => router.find(method as HTTPMethod, path)?.store
}
