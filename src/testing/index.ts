export { createTestIssuer } from './create-test-issuer.ts'
export type { TestFailure, TestIssuer, TestIssuerOptions, TestProof, TestToken } from './types.ts'
