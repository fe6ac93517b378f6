import { basename } from 'node:path'
import { nearestName } from '../diagnostics/nearest.ts'
import type { Findings } from './findings.ts'
import { child } from './node.ts'
import { diagnose } from './place.ts'
import { describeValue, isMapping } from './plain-data.ts'
import type { Node, ResolvedDocument } from './types.ts'

export type Version = Pick<ResolvedDocument, 'openapi' | 'minor'>

/** The document's own version. Any other format is refused: a Swagger 2.0 document read as OpenAPI 3 has no security at all. */
export function readVersion(root: Node, findings: Findings): Version | undefined {
  if (child(root, 'swagger') !== undefined) return refuseSwagger(root, findings)
  const version = child(root, 'openapi')
  if (version === undefined) return refuseMissing(root, findings)
  const text = typeof version.value === 'string' ? version.value : ''
  const minor = /^3\.([012])\.(?:0|[1-9]\d{0,2})$/.exec(text)?.[1]
  if (minor === '0' || minor === '1' || minor === '2') return { openapi: text, minor: minorOf[minor] }
  const message = `the version is ${describeValue(version.value)}; what is read is 3.0, 3.1 and 3.2`
  findings.report(
    diagnose(version.place, { severity: 'error', code: 'document.version', message, fix: howToWrite(version.value) }),
  )
  return undefined
}

const minorOf = { '0': 0, '1': 1, '2': 2 } as const

function howToWrite(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const minor = /^3\.([012])(?:\D|$)/.exec(text)?.[1]
  if (minor === undefined) return 'write the document in one of these versions'
  return `write all three numbers, in quotes: openapi: "3.${minor}.0"`
}

function refuseSwagger(root: Node, findings: Findings): undefined {
  const place = child(root, 'swagger')?.place ?? root.place
  const message = 'this is a Swagger 2.0 document, where security is written in another form'
  const path = place.file.name
  const name = /^[\w./@-]+$/.test(basename(path)) ? basename(path) : JSON.stringify(basename(path))
  const source = path.startsWith('<') ? 'swagger.json' : name
  const fix = [
    'convert it to OpenAPI 3, and look at the result:',
    `  npx swagger2openapi ${source} -o openapi3.yaml`,
    'or at https://editor.swagger.io: Edit, Convert to OpenAPI 3',
  ].join('\n')
  findings.report(diagnose(place, { severity: 'error', code: 'document.swagger', message, fix }))
}

function refuseMissing(root: Node, findings: Findings): undefined {
  const names = isMapping(root.value) ? Object.keys(root.value) : []
  const near = nearestName('openapi', names)
  const message = 'the document does not say its version, so nobody knows how to read it'
  const fix = near === undefined ? 'add a line: openapi: "3.1.0"' : `${JSON.stringify(near)} is written "openapi"`
  const place = near === undefined ? root.place : (child(root, near)?.place ?? root.place)
  findings.report(diagnose(place, { severity: 'error', code: 'document.version', message, fix }))
}
