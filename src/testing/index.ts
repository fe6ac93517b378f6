export { createTestIssuer } from './create-test-issuer.ts'
export type { TestFailure, TestIssuer, TestIssuerOptions, TestToken } from './types.ts'
