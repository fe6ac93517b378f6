import { describe } from 'node:test'
import { type AnswerTable, testAnswers } from './answer-table.ts'

const tables: Readonly<Record<string, AnswerTable>> = {
  'B-02 whole segments, whatever their case': {
    bases: ['/v1'],
    operations: ['GET /', 'GET /x'],
    answers: {
      'GET /v1/x': 'GET /x',
      'GET /V1/x': 'GET /x',
      'GET /v1/X/': 'GET /x',
      'GET http://h/V1/x': 'GET /x',
      'GET /v1?': 'GET /',
      'GET /v1': 'GET /',
      'GET /v1/': 'GET /',
      'GET http://h/v1?x': 'GET /',
      'GET /v1/y': 'unknown',
      'POST /v1/x': 'method: GET, HEAD',
      'GET /v1evil': 'outside',
      'GET /v1evil/x': 'outside',
      'GET /v': 'outside',
      'GET /x': 'outside',
      'GET /': 'outside',
      'GET http://h': 'outside',
      'GET /x/v1/x': 'outside',
      'GET //v1/x': 'target.empty_segment',
      'GET /a/../v1/x': 'target.dots',
    },
  },
  'B-02 nested bases: both rules': {
    bases: ['/my-org', '/my-org/v1'],
    operations: [
      'GET /members',
      ['GET /{version}/members', '/my-org'],
      ['GET /roles', '/my-org'],
      ['GET /keys', '/my-org/v1'],
      ['POST /v1/keys', '/my-org'],
    ],
    answers: {
      'GET /my-org/members': 'GET /members',
      'GET /my-org/v1/members': 'GET /members + GET /{version}/members',
      'GET /my-org/v2/members': 'GET /{version}/members',
      'GET /my-org/roles': 'GET /roles',
      'GET /my-org/v1/roles': 'unknown',
      'GET /my-org/keys': 'unknown',
      'PUT /my-org/v1/keys': 'method: GET, HEAD, POST',
      'GET /my-org/v1x/members': 'GET /{version}/members',
    },
  },
  'a rule belongs to its own bases': {
    bases: ['/api', '/v2'],
    operations: ['GET /a', ['GET /b', '/v2'], ['GET /c', '/other/place']],
    answers: {
      'GET /api/a': 'GET /a',
      'GET /v2/a': 'GET /a',
      'GET /api/b': 'unknown',
      'GET /v2/b': 'GET /b',
      'GET /other/place/c': 'GET /c',
      'GET /other/place/a': 'unknown',
      'GET /other/c': 'outside',
      'GET /other': 'outside',
    },
  },
  'nothing is outside the base path of the whole host': {
    bases: ['', '/v1'],
    operations: ['GET /a'],
    answers: {
      'GET /': 'unknown',
      'GET /x': 'unknown',
      'GET /a': 'GET /a',
      'GET /v1/a': 'GET /a',
      'GET /v1a': 'unknown',
    },
  },
  'B-03 an application at / with the paths of the API': {
    bases: ['/api'],
    operations: ['GET /orders/{id}'],
    answers: { 'GET /orders/7': 'outside', 'GET /api/orders/7': 'GET /orders/{id}', 'GET /api': 'unknown' },
  },
  'what anybody may take for a base is not outside': {
    bases: ['/v1', '/caf\u00e9'],
    operations: ['GET /x'],
    answers: {
      'GET /%761/x': 'unknown',
      'GET /%56%31/x': 'unknown',
      'GET /v1;a=b/x': 'unknown',
      'GET /v1%3Ba/x': 'unknown',
      'GET /v1%20/x': 'outside',
      'GET /CAF%c3%a9/x': 'GET /x',
      'GET /caf%C3%89/x': 'unknown',
      'GET /%2576%31/x': 'outside',
    },
  },
  'case-sensitive routing: a router inside may not be': {
    bases: ['/v1', '/V2'],
    operations: ['GET /x'],
    routing: { caseSensitive: true },
    answers: { 'GET /v1/x': 'GET /x', 'GET /V1/x': 'unknown', 'GET /V2/x': 'GET /x', 'GET /v2/x': 'unknown' },
  },
  'two spellings of one base hold a rule once': {
    bases: ['/v1', '/V1', '/v1/'],
    operations: ['GET /x'],
    answers: { 'GET /v1/x': 'GET /x' },
  },
  'strict routing: a router at a base answers with and without the slash': {
    bases: ['/v1'],
    operations: ['GET /', 'GET /a/'],
    routing: { strict: true },
    answers: { 'GET /v1': 'GET /', 'GET /v1/': 'GET /', 'GET /v1/a': 'unknown', 'GET /v1/a/': 'GET /a/' },
  },
}

describe('base paths', () => {
  for (const [name, table] of Object.entries(tables)) testAnswers(name, table)
})
