import { testVersion } from './campaign.ts'

testVersion(2)
