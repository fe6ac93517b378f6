// NestJS on Express: the gate hangs on the Express application below, and nothing that Nest puts above lets anybody in.
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  Get,
  HttpException,
  Module,
  type NestInterceptor,
  Param,
  Post,
  Req,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import express, { type Express, type Request, type Response } from 'express'
import { of } from 'rxjs'
import { ConfigurationError, DeniedError, type Gate, type GateOptions, getAuth, portcullis } from '../../src/index.ts'
import { documentOf } from '../support/guarded.ts'
import { get } from '../support/listening.ts'

/** The names of the handlers that ran. */
let ran: string[] = []

class Orders {
  // Nest registers methods in this order: the one for any order comes before the one that is more concrete.
  one(id: string, req: Request): object {
    ran.push('one')
    return { id, by: getAuth(req).schemes.key?.name }
  }
  mine(): string {
    ran.push('mine')
    return 'mine'
  }
  fail(): never {
    ran.push('fail')
    throw new HttpException('not like this', 422)
  }
  forgotten(): string {
    ran.push('forgotten')
    return 'forgotten'
  }
}

// Decorators are called as the functions that they are: what runs these tests leaves no metadata of types.
decorate(Orders, 'one', Get(':id'))
Param('id')(Orders.prototype, 'one', 0)
Req()(Orders.prototype, 'one', 1)
decorate(Orders, 'mine', Get('mine'))
decorate(Orders, 'fail', Post())
decorate(Orders, 'forgotten', Post('forgotten'))
Controller('orders')(Orders)

/** A filter that makes a success of whatever was thrown. */
class LettingIn {
  catch(error: unknown, host: ArgumentsHost): void {
    ran.push('filter')
    const response = host.switchToHttp().getResponse<Response>()
    response.status(200).end(error instanceof Error ? error.name : 'let in')
  }
}
Catch()(LettingIn)

class App {}
Module({ controllers: [Orders] })(App)

function decorate(controller: Type, method: string, decorator: MethodDecorator): void {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, method)
  assert.ok(descriptor)
  decorator(controller.prototype, method, descriptor)
}

const needs = (scope: string): object => ({ security: [{ key: [scope] }] })

const document = documentOf({
  '/orders': { post: needs('write') },
  '/orders/{id}': { get: needs('read') },
  '/orders/mine': { get: needs('mine') },
})

const callers = ['read', 'mine', 'read mine', 'write'].map((scopes) => ({
  name: scopes,
  key: `key-of-${scopes.replace(' ', '-and-')}`,
  scopes: scopes.split(' '),
}))

function openGate(given: object = document, more: GateOptions = {}): Promise<Gate> {
  const schemes = { key: { keys: callers } }
  return portcullis(given, { schemes, docs: false, log: false, env: { NODE_ENV: 'test' }, ...more })
}

/** A Nest application behind a gate, on a real socket. It closes with its block. */
interface Nest extends AsyncDisposable {
  /** What a caller gets, `200 {"id":"7"}`. */
  ask(caller: string, line: string): Promise<string>
}

interface NestParts {
  readonly gate?: Gate
  /** What is set before Nest makes its routes. */
  readonly prepare?: (nest: NestExpressApplication) => unknown
  readonly adapter?: ExpressAdapter
}

async function start({ gate, prepare, adapter = new ExpressAdapter() }: NestParts): Promise<Nest> {
  ran = []
  const nest = await NestFactory.create<NestExpressApplication>(App, adapter, { logger: false, abortOnError: false })
  gate?.mount(expressOf(nest))
  prepare?.(nest)
  await nest.listen(0, '127.0.0.1')
  const url = await nest.getUrl()
  return {
    async ask(caller, line) {
      const [method = '', path = ''] = line.split(' ')
      const key = callers.find(({ name }) => name === caller)?.key
      const { status, text } = await get(url + path, { method, ...(key && { headers: { 'x-key': key } }) })
      return status < 300 ? `${status} ${text}` : String(status)
    },
    async [Symbol.asyncDispose]() {
      await nest.close()
      await gate?.close()
    },
  }
}

function expressOf(nest: NestExpressApplication): Express {
  return nest.getHttpAdapter().getInstance()
}

describe('a NestJS application', () => {
  it('has its routes guarded by a gate that is mounted before it makes them', async () => {
    await using nest = await start({ gate: await openGate() })
    assert.equal(await nest.ask('nobody', 'GET /orders/7'), '401')
    assert.equal(await nest.ask('write', 'GET /orders/7'), '403')
    assert.deepEqual(ran, [])
    assert.equal(await nest.ask('read', 'GET /orders/7'), '200 {"id":"7","by":"read"}')
  })

  it('P-23 enforces the rules of both routes where they come in the wrong order', async () => {
    await using nest = await start({ gate: await openGate() })
    assert.equal(await nest.ask('mine', 'GET /orders/mine'), '403')
    assert.equal(await nest.ask('read', 'GET /orders/mine'), '403')
    assert.deepEqual(ran, [])
    assert.equal(await nest.ask('read mine', 'GET /orders/mine'), '200 {"id":"mine","by":"read mine"}')
  })

  it('P-24 does not reach a route that the document does not know', async () => {
    await using nest = await start({ gate: await openGate() })
    assert.equal(await nest.ask('write', 'POST /orders/forgotten'), '405')
    assert.equal(await nest.ask('write', 'GET /orders/7/lines'), '404')
    assert.deepEqual(ran, [])
  })

  it('answers errors of its handlers as it does without a gate', async () => {
    await using nest = await start({ gate: await openGate() })
    assert.equal(await nest.ask('write', 'POST /orders'), '422')
    assert.deepEqual(ran, ['fail'])
  })

  it('B-01 is guarded under a global prefix that is the base path of the document', async () => {
    const gate = await openGate({ ...document, servers: [{ url: 'https://api.test/v1' }] })
    await using nest = await start({ gate, prepare: (app) => app.setGlobalPrefix('v1') })
    assert.equal(await nest.ask('nobody', 'GET /v1/orders/7'), '401')
    assert.equal(await nest.ask('read', 'GET /orders/7'), '404')
    assert.equal(await nest.ask('read', 'GET /v1/orders/7'), '200 {"id":"7","by":"read"}')
  })

  it('B-01 is closed where the global prefix is forgotten', async () => {
    const gate = await openGate({ ...document, servers: [{ url: 'https://api.test/v1' }] })
    await using nest = await start({ gate })
    assert.equal(await nest.ask('read', 'GET /orders/7'), '503')
    assert.deepEqual(ran, [])
  })

  it('L-12 does not start with a gate that is mounted behind its routes', async () => {
    const nest = await NestFactory.create<NestExpressApplication>(App, { logger: false, abortOnError: false })
    await nest.init()
    const gate = await openGate()
    assert.throws(() => gate.mount(expressOf(nest)), ConfigurationError)
  })

  it('N-01 lets nobody in by a guard, an interceptor or an exception filter that would', async () => {
    const prepare = (app: NestExpressApplication): void => {
      const guard: CanActivate = { canActivate: () => Boolean(ran.push('guard')) }
      const interceptor: NestInterceptor = {
        intercept: () => {
          ran.push('interceptor')
          return of('let in')
        },
      }
      app.useGlobalGuards(guard).useGlobalInterceptors(interceptor).useGlobalFilters(new LettingIn())
    }
    await using nest = await start({ gate: await openGate(), prepare })
    assert.equal(await nest.ask('nobody', 'GET /orders/7'), '401')
    assert.equal(await nest.ask('write', 'GET /orders/7'), '403')
    assert.deepEqual(ran, [])
    assert.equal(await nest.ask('read', 'GET /orders/7'), '200 let in')
    assert.deepEqual(ran, ['guard', 'interceptor'])
  })

  it('N-01 can answer a refusal in a filter of its own, and runs no handler', async () => {
    const gate = await openGate(document, { onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) })
    await using nest = await start({ gate, prepare: (app) => app.useGlobalFilters(new LettingIn()) })
    assert.equal(await nest.ask('nobody', 'GET /orders/7'), '200 DeniedError')
    assert.deepEqual(ran, ['filter'])
  })

  it('P-27 is judged again where middleware of Nest rewrites the target', async () => {
    const prepare = (app: NestExpressApplication): unknown =>
      app.use((req: Request, _res: Response, next: () => void) => {
        req.url = req.url.replace('/mine', '/7')
        next()
      })
    await using nest = await start({ gate: await openGate(), prepare })
    assert.equal(await nest.ask('mine', 'GET /orders/mine'), '403')
    assert.deepEqual(ran, [])
    assert.equal(await nest.ask('read mine', 'GET /orders/mine'), '200 {"id":"7","by":"read mine"}')
  })

  it('is guarded on an Express application that was there before', async () => {
    const existing = express()
    const gate = await openGate()
    gate.mount(existing)
    existing.get('/orders/:id/old', (_req, res) => void res.end('old'))
    await using nest = await start({ adapter: new ExpressAdapter(existing) })
    assert.equal(await nest.ask('nobody', 'GET /orders/7'), '401')
    assert.equal(await nest.ask('nobody', 'GET /orders/7/old'), '404')
    assert.deepEqual(ran, [])
    assert.equal(await nest.ask('read', 'GET /orders/7'), '200 {"id":"7","by":"read"}')
    await gate.close()
  })
})
