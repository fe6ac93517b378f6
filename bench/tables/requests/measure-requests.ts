import { createTestIssuer, type TestIssuer } from '../../../src/testing/index.ts'
import { expressVersions } from '../../contenders/express.ts'
import type { Table } from '../../table.ts'
import {
  bare,
  bareVerify,
  fresh,
  hot,
  judges,
  loadsFor,
  newest,
  portcullis,
  prepared,
  quickest,
  rotation,
} from './contenders.ts'
import { freshTokens, type Load, rotating, signLoads, withKey } from './loads.ts'
import { type Figures, type Lane, launch, measure, type Server, warmUp } from './server.ts'
import { detailsOf, overviewOf } from './tables.ts'

/** Per load. What most requests are is measured most. */
const rounds: Readonly<Record<string, number>> = { [hot]: 13, [rotation]: 7, [fresh]: 7 }
const otherRounds = 5
/** Per round and lane. */
const requests = 800
/** In front of each round: a process that has rested answers the first ones from cold caches. */
const leadIn = 100
/** Before the first round, per lane: figures fall until about here. The first load of a process compiles most of its code. */
const firstWarmUp = 4000
const otherWarmUp = 1000

const amount = firstWarmUp + Math.max(...Object.values(rounds)) * (leadIn + requests)

/** What a request costs the server, by contender and by what is sent. */
export async function measureRequests(): Promise<readonly Table[]> {
  const issuer = await createTestIssuer({ listen: true })
  const loads = await signLoads(issuer, amount)
  const servers: Server[] = []
  const others: TestIssuer[] = []
  try {
    for (const version of expressVersions) servers.push(...(await launchAll(version, issuer, loads)))
    servers.push(...(await launchVariants(issuer, loads)))
    for (const algorithm of ['ES256', 'EdDSA'] as const) {
      const other = await createTestIssuer({ listen: true, algorithm })
      others.push(other)
      servers.push(...(await launchFor(algorithm, other)))
    }
    const lanes = servers.flatMap((server) => server.lanes)
    await measureAll(lanes)
    // Keys are held, so that nothing but the issuer is missing.
    issuer.fail('refuse')
    const down = lanes.filter(isHotAndNewest).map((lane) => renamed(lane, 'one token, issuer down'))
    await measureAll(down)
    return tablesOf([...lanes, ...down].map(({ figures }) => figures))
  } finally {
    for (const { child } of servers) child.disconnect()
    for (const one of [issuer, ...others]) await one.close()
  }
}

async function launchAll(version: string, issuer: TestIssuer, loads: readonly Load[]): Promise<Server[]> {
  const servers: Server[] = []
  const contenders = [bare, prepared, bareVerify, ...(version === newest ? judges : quickest)]
  for (const contender of contenders) {
    const isMeant = loadsFor(contender, version)
    const own = loads
      .filter(({ name }) => isMeant(name))
      .map((load) => (gateless.includes(contender) ? letIn(load) : load))
    servers.push(await launch(contender, version, issuer.env, own))
  }
  return servers
}

const gateless: readonly string[] = [bare, prepared]

/** Who looks at nothing answers everything. */
function letIn(load: Load): Load {
  return { ...load, status: 200 }
}

/** What else a gate may have to do for a request. */
async function launchVariants(issuer: TestIssuer, loads: readonly Load[]): Promise<Server[]> {
  const [one] = loads.filter(({ name }) => name === hot)
  if (one === undefined) return []
  const both = { ...one, source: withKey(one.source) }
  return [
    await launch('portcullis, a token and a key', newest, issuer.env, [both]),
    await launch('portcullis, validating', newest, issuer.env, [one]),
  ]
}

async function launchFor(algorithm: string, issuer: TestIssuer): Promise<Server[]> {
  const load: Load = { name: `${fresh}, ${algorithm}`, status: 200, source: await freshTokens(issuer, amount) }
  const env = { ...issuer.env, ALGORITHM: algorithm }
  const servers: Server[] = []
  for (const contender of [
    bare,
    bareVerify,
    portcullis,
    'express-oauth2-jwt-bearer',
    'fast-jwt',
    'middleware with jose',
  ]) {
    servers.push(await launch(contender, newest, env, [load]))
  }
  return servers
}

/**
 * Load by load, and the contenders of each in turn, so that what disturbs the machine disturbs them all. A process that
 * rests for long loses what V8 has made of its code, as none in use does.
 */
async function measureAll(lanes: readonly Lane[]): Promise<void> {
  const names = new Set(lanes.map(groupOf))
  for (const name of names) {
    const group = lanes.filter((lane) => groupOf(lane) === name)
    for (const lane of group) await warmUp(lane, warmUpOf(lane))
    for (let round = 0; round < roundsOf(group); round += 1) {
      for (const lane of group) {
        await warmUp(lane, leadIn)
        await measure(lane, requests)
      }
    }
  }
}

function warmUpOf({ load, isFirst }: Lane): number {
  if (load.name === rotation) return rotating
  return isFirst ? firstWarmUp : otherWarmUp
}

function roundsOf([lane]: readonly Lane[]): number {
  return rounds[lane?.load.name ?? ''] ?? otherRounds
}

function groupOf({ load, figures }: Lane): string {
  return `${figures.expressVersion} ${load.name}`
}

function isHotAndNewest({ load, figures }: Lane): boolean {
  return load.name === hot && figures.expressVersion === newest
}

function renamed(lane: Lane, name: string): Lane {
  const figures = { ...lane.figures, load: name, wrong: new Set<number>(), cpu: [], perSecond: [], latencies: [] }
  return { ...lane, load: { ...lane.load, name }, isFirst: false, figures }
}

function tablesOf(figures: readonly Figures[]): readonly Table[] {
  const note =
    `CPU time of the server process (user and system, asked of the process itself) in ${otherRounds} to ${rounds[hot]} rounds ` +
    `of ${requests} requests over 8 connections, the contenders of a load in turn, each in a process of its own. Median of ` +
    'what the figures of one round are divided by each other. Ten operations, RS256 ' +
    'unless said otherwise, keys by discovery; `fast-jwt` and `crypto.verify` are given the key. `bare crypto.verify` ' +
    'checks the signature and nothing else. Contenders that throw have an error handler of a line. ' +
    'express-openapi-validator and openapi-backend validate requests besides.'
  return [overviewOf(figures, note), detailsOf(figures)]
}
