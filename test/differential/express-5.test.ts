import { testVersion } from './campaign.ts'

testVersion(0)
