import { loadPolicy } from '../../../src/policy/read-policy.ts'
import type { CompiledPolicy } from '../../../src/policy/types.ts'
import { type RoutingOperation, routingDocument } from '../../routing-document.ts'

export async function compileOperations(operations: readonly RoutingOperation[]): Promise<CompiledPolicy> {
  const loaded = await loadPolicy(routingDocument(operations), {}, () => undefined)
  if (loaded === undefined) throw new Error('the document of the bench has errors')
  return loaded.compiled
}
