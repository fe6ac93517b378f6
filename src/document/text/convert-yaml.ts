import { type Alias, isAlias, isMap, isScalar, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import type { DocumentLimits } from '../limits.ts'
import { setMember } from '../plain-data.ts'
import { depthFault, type Fault } from './fault.ts'

export type ConvertedYaml =
  | { readonly ok: true; readonly value: unknown; readonly targets: AliasTargets }
  | { readonly ok: false; readonly fault: Fault }

/** The node that each alias stands for. */
export type AliasTargets = ReadonlyMap<Alias, ParsedNode>

/** Tags that say no more than what the value shows. Any other would make it something else, or nothing that JSON has. */
const plainTags: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
).add('!')

interface Anchor {
  readonly node: ParsedNode
  /** undefined while the value is being converted: an alias in there would contain itself. */
  converted: { readonly value: unknown; readonly characters: number; readonly height: number } | undefined
}

/** What is known on the way through one tree, in document order. */
interface Conversion {
  readonly limits: DocumentLimits
  readonly anchors: Map<string, Anchor>
  readonly targets: Map<Alias, ParsedNode>
  /** The length of the text so far, with aliases written out. */
  characters: number
  /** The part of it that stands for aliases. */
  aliasCharacters: number
  /** The deepest level seen since the innermost open anchor. */
  deepest: number
  fault: Fault | undefined
}

/**
 * A syntax tree as plain data, which the parser's own conversion makes as well. This one refuses what two readers would read
 * differently (repeated keys, merge keys, tags), and counts what aliases stand for while they are still shared.
 */
export function convertYaml(root: ParsedNode | null, limits: DocumentLimits): ConvertedYaml {
  const conversion: Conversion = {
    limits,
    anchors: new Map(),
    targets: new Map(),
    characters: 0,
    aliasCharacters: 0,
    deepest: 0,
    fault: undefined,
  }
  const value = convertNode(root, 0, conversion)
  if (conversion.fault !== undefined) return { ok: false, fault: conversion.fault }
  return { ok: true, value, targets: conversion.targets }
}

function convertNode(node: ParsedNode | null, depth: number, conversion: Conversion): unknown {
  if (node === null) return null
  if (isAlias(node)) return convertAlias(node, depth, conversion)
  if (node.tag !== undefined && !plainTags.has(node.tag)) return fail(conversion, unknownTag(node))
  return node.anchor === undefined ? convertContent(node, depth, conversion) : convertAnchored(node, depth, conversion)
}

function convertContent(node: Exclude<ParsedNode, Alias.Parsed>, depth: number, conversion: Conversion): unknown {
  if (isScalar(node)) return convertScalar(node, conversion)
  if (depth >= conversion.limits.depth) return fail(conversion, depthFault(node.range[0], conversion.limits.depth))
  conversion.deepest = Math.max(conversion.deepest, depth + 1)
  return isMap(node) ? convertMap(node, depth + 1, conversion) : convertSequence(node, depth + 1, conversion)
}

function convertScalar(node: Scalar.Parsed, conversion: Conversion): unknown {
  const { value } = node
  conversion.characters += 1 + (typeof value === 'string' ? value.length : 0)
  return typeof value === 'number' && !Number.isFinite(value) ? fail(conversion, noJsonNumber(node)) : value
}

function convertSequence(node: YAMLSeq.Parsed, depth: number, conversion: Conversion): unknown[] {
  const items: unknown[] = []
  conversion.characters++
  for (const item of node.items) {
    items.push(convertNode(item, depth, conversion))
    if (conversion.fault !== undefined) break
  }
  return items
}

function convertMap(node: YAMLMap.Parsed, depth: number, conversion: Conversion): Record<string, unknown> {
  const mapping: Record<string, unknown> = {}
  conversion.characters++
  for (const { key, value } of node.items) {
    const name = convertKey(key, depth, conversion)
    if (Object.hasOwn(mapping, name)) fail(conversion, repeatedKey(key.range[0], name))
    setMember(mapping, name, convertNode(value, depth, conversion))
    if (conversion.fault !== undefined) break
  }
  return mapping
}

/** The composer has refused every key that is no scalar, and read the others as text. */
function convertKey(key: ParsedNode, depth: number, conversion: Conversion): string {
  if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') fail(conversion, mergeKey(key.range[0]))
  return String(convertNode(key, depth, conversion))
}

function convertAnchored(node: Exclude<ParsedNode, Alias.Parsed>, depth: number, conversion: Conversion): unknown {
  const anchor: Anchor = { node, converted: undefined }
  // An anchor may be written twice; an alias means the last one that begins in front of it.
  conversion.anchors.set(node.anchor ?? '', anchor)
  const before = { characters: conversion.characters, deepest: conversion.deepest }
  conversion.deepest = depth
  const value = convertContent(node, depth, conversion)
  const characters = conversion.characters - before.characters
  anchor.converted = { value, characters, height: conversion.deepest - depth }
  conversion.deepest = Math.max(before.deepest, conversion.deepest)
  return value
}

function convertAlias(alias: Alias.Parsed, depth: number, conversion: Conversion): unknown {
  const offset = alias.range[0]
  const anchor = conversion.anchors.get(alias.source)
  if (anchor?.converted === undefined) return fail(conversion, brokenAlias(offset, alias.source, anchor))
  const { value, characters, height } = anchor.converted
  conversion.targets.set(alias, anchor.node)
  conversion.characters += characters
  conversion.aliasCharacters += characters
  conversion.deepest = Math.max(conversion.deepest, depth + height)
  const { limits } = conversion
  if (conversion.aliasCharacters > limits.aliasCharacters) return fail(conversion, tooManyAliases(offset, limits))
  if (depth + height > limits.depth) return fail(conversion, depthFault(offset, limits.depth))
  return value
}

function fail(conversion: Conversion, fault: Fault): undefined {
  conversion.fault ??= fault
}

function unknownTag(node: ParsedNode): Fault {
  const message = `the tag ${JSON.stringify(node.tag)} would make another value of what is written here`
  return { code: 'document.tag', offset: node.range[0], message, fix: 'write the value without a tag' }
}

/** Served and kept as JSON, the document would say `null` here. */
function noJsonNumber({ source, value, range }: Scalar.Parsed): Fault {
  const message = `the number ${source ?? value} cannot be said in JSON, and an OpenAPI document is JSON in another form`
  return { code: 'document.number', offset: range[0], message, fix: 'leave it out, write a finite number, or a text' }
}

function repeatedKey(offset: number, name: string): Fault {
  const message = `the key ${JSON.stringify(name)} stands a second time in one mapping`
  return { code: 'document.repeated-key', offset, message, fix: 'keep one of the two' }
}

function mergeKey(offset: number): Fault {
  const message = 'a merge key "<<" is not part of YAML 1.2, and readers differ in what it does'
  const fix =
    'write the members out, or put them into `components` and write a `$ref`; an alias for a whole value is fine'
  return { code: 'document.merge-key', offset, message, fix }
}

function brokenAlias(offset: number, name: string, anchor: Anchor | undefined): Fault {
  const why = anchor === undefined ? 'names no anchor in front of it' : 'stands inside the value that it stands for'
  const message = `the alias ${JSON.stringify(name)} ${why}`
  return { code: 'document.alias', offset, message, fix: 'write the value out, or a `$ref`' }
}

function tooManyAliases(offset: number, limits: DocumentLimits): Fault {
  const message = `the aliases up to here stand for more than ${limits.aliasCharacters} characters`
  return { code: 'limit.aliases', offset, message, fix: 'write a `$ref` to `components` in their place' }
}
