export { createTestIssuer } from './create-test-issuer.ts'
export type {
  TestConnection,
  TestConnectionAnswer,
  TestConnectionRequest,
  TestExchange,
  TestFailure,
  TestIssuer,
  TestIssuerOptions,
  TestProof,
  TestToken,
} from './types.ts'
