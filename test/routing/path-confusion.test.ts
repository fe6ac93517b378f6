import { describe } from 'node:test'
import { type AnswerTable, testAnswers } from './answer-table.ts'

/** The document of all rows; a row may have its own. */
const operations = [
  'GET /admin',
  'GET /info',
  'GET /users/me',
  'GET /users/{id}',
  'POST /users/{id}',
  'GET /api/x',
  'GET /admin/secret',
]

/** What the rows of security-cases.md, sections P, M and B, ask of the matcher, by their ids. */
const rows: Readonly<Record<string, Omit<AnswerTable, 'operations'> & Partial<AnswerTable>>> = {
  'P-01': { answers: { 'GET /ADMIN': 'GET /admin', 'GET /AdMiN': 'GET /admin' } },
  'P-02': { answers: { 'GET /admin/': 'GET /admin', 'GET /ADMIN/?x': 'GET /admin' } },
  'P-03': { answers: { 'GET /users/ME': 'GET /users/me', 'GET /USERS/Me/': 'GET /users/me' } },
  'P-05': { answers: { 'GET /%61dmin': 'unknown', 'GET /%61DMIN/': 'unknown', 'GET /users/%6De': 'GET /users/{id}' } },
  'P-07': { answers: { 'GET /api//x': 'target.empty_segment' } },
  'P-08': {
    answers: {
      'GET //admin': 'target.empty_segment',
      'GET ///admin': 'target.empty_segment',
      'GET /admin//': 'target.empty_segment',
    },
  },
  'P-10': { answers: { 'GET /users/a%2fb': 'target.separator', 'GET /users/me%2f': 'target.separator' } },
  'P-11': { answers: { 'GET /admin%2Fsecret': 'target.separator', 'GET /admin%5csecret': 'target.separator' } },
  'P-12': {
    answers: {
      'GET /users/..': 'target.dots',
      'GET /users/%2e%2e': 'target.dots',
      'GET /users/%2E.': 'target.dots',
      'GET /users/..;/admin': 'target.dots',
      'GET /users/..%2fadmin': 'target.separator',
    },
  },
  'P-13': { answers: { 'GET /./admin': 'target.dots', 'GET /x/../admin': 'target.dots' } },
  'P-15': {
    answers: {
      'GET /users/%': 'target.encoding',
      'GET /users/%zz': 'target.encoding',
      'GET /users/%c0%ae': 'target.encoding',
      'GET /users/%E0%A4%A': 'target.encoding',
    },
  },
  'P-16': {
    answers: {
      'GET /users/%00': 'target.control',
      'GET /users/%0a': 'target.control',
      'GET /users/%0d': 'target.control',
      'GET /users/\0': 'target.control',
    },
  },
  'P-17': { answers: { 'GET \\admin': 'target.form', 'GET /\\admin': 'target.separator' } },
  'P-19': {
    answers: { 'GET /admin?': 'GET /admin', 'GET /admin?x=/public': 'GET /admin', 'GET /info??x': 'GET /info' },
  },
  'P-20': {
    answers: {
      'GET http://h/admin': 'GET /admin',
      'GET HTTP://h/ADMIN': 'GET /admin',
      'GET http://h//admin': 'target.empty_segment',
      'GET http://h@x/admin': 'target.form',
    },
  },
  'P-21': { answers: { 'OPTIONS *': 'target.form', 'GET *': 'target.form', 'CONNECT h:443': 'target.form' } },
  'P-22': { answers: { 'GET /ad\u017fmin': 'target.encoding', 'GET /users/\u00e9': 'target.encoding' } },
  'P-24': { answers: { 'GET /not/in/the/document': 'unknown', 'GET /admin/x': 'unknown' } },
  'P-32': {
    operations: ['POST /v1:batch', 'GET /a*', 'GET /b(c)', 'GET /d+', 'GET /e?x'],
    answers: {
      'POST /v1:batch': 'POST /v1:batch',
      'POST /v1': 'unknown',
      'POST /v1xyz': 'unknown',
      'GET /abc': 'unknown',
      'GET /bc': 'unknown',
      'GET /dd': 'unknown',
      'GET /e': 'GET /e?x',
    },
  },
  'P-33': {
    operations: ['GET /f/{n}.json', 'GET /a/{x}-{y}', 'GET /f/{n}'],
    answers: {
      'GET /f/x.json': 'GET /f/{n}.json + GET /f/{n}',
      'GET /f/x.jsonp': 'GET /f/{n}',
      'GET /a/x-y-z': 'GET /a/{x}-{y}',
      'GET /a/-': 'unknown',
    },
  },
  'P-34': {
    operations: ['GET /a/{x}', 'GET /a/{y}', 'GET /Case', 'GET /case', 'GET /slash', 'GET /slash/'],
    answers: {
      'GET /a/1': 'GET /a/{x} + GET /a/{y}',
      'GET /case': 'GET /Case + GET /case',
      'GET /slash': 'GET /slash + GET /slash/',
    },
  },
  'M-01': { answers: { 'HEAD /admin': 'GET /admin', 'HEAD /users/me': 'GET /users/me' } },
  'M-03': { answers: { 'OPTIONS /admin': 'method: GET, HEAD', 'OPTIONS /users/7': 'method: GET, HEAD, POST' } },
  'M-05': {
    answers: { 'TRACE /admin': 'method: GET, HEAD', 'PROPFIND /admin': 'method: GET, HEAD', 'PATCH /x': 'unknown' },
  },
  'M-06': { answers: { 'QUERY /admin': 'method: GET, HEAD', 'PURGE /users/me': 'method: GET, HEAD, POST' } },
  'M-07': {
    answers: {
      'get /admin': 'method: GET, HEAD',
      'Get /admin': 'method: GET, HEAD',
      'FOO /admin': 'method: GET, HEAD',
    },
  },
  'M-12': {
    operations: ['GET /a', 'HEAD /a', 'GET /b'],
    answers: { 'POST /a': 'method: GET, HEAD', 'HEAD /a': 'GET /a + HEAD /a', 'HEAD /b': 'GET /b' },
  },
}

describe('path and method confusion', () => {
  for (const [id, row] of Object.entries(rows)) testAnswers(id, { operations, ...row })
})
