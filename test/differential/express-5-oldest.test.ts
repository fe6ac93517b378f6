import { testVersion } from './campaign.ts'

testVersion(1)
