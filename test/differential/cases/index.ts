import type { Case } from '../case.ts'
import { answerCases } from './answers.ts'
import { atOnceCases } from './at-once.ts'
import { errorCases } from './errors.ts'
import { frontCases } from './front.ts'
import { goingOnCases } from './going-on.ts'
import { headAndOptionsCases } from './head-and-options.ts'
import { methodCases } from './methods.ts'
import { parameterCases } from './parameters.ts'
import { pathCases } from './paths.ts'
import { requestObjectCases } from './request-object.ts'
import { rewritingCases } from './rewriting.ts'
import { routerCases } from './routers.ts'
import { subApplicationCases } from './sub-applications.ts'

export const cases: readonly Case[] = [
  ...methodCases,
  ...pathCases,
  ...parameterCases,
  ...goingOnCases,
  ...errorCases,
  ...headAndOptionsCases,
  ...routerCases,
  ...subApplicationCases,
  ...answerCases,
  ...atOnceCases,
  ...rewritingCases,
  ...frontCases,
  ...requestObjectCases,
]
