import { type Shape, textShape } from './route-shape.ts'

/** Values by the shape of a path. */
export interface ShapeTree<Value> {
  add(shape: Shape, value: Value): void
  /** Those whose shape may have the path, and perhaps more: what stands beside a parameter in a segment is not compared. */
  find(path: string): readonly Value[]
}

interface Node<Value> {
  readonly literals: Map<string, Node<Value>>
  parameter: Node<Value> | undefined
  readonly values: Value[]
}

export function createShapeTree<Value>(): ShapeTree<Value> {
  const root = createNode<Value>()
  return {
    add(shape, value) {
      let node = root
      for (const segment of segmentsOf(shape)) node = childOf(node, segment)
      node.values.push(value)
    },
    find(path) {
      const found: Value[] = []
      collect(root, segmentsOf(textShape(path)), 0, found)
      return found
    },
  }
}

function createNode<Value>(): Node<Value> {
  return { literals: new Map(), parameter: undefined, values: [] }
}

function childOf<Value>(node: Node<Value>, segment: string): Node<Value> {
  if (segment.includes('{}')) {
    node.parameter ??= createNode()
    return node.parameter
  }
  const known = node.literals.get(segment) ?? createNode<Value>()
  node.literals.set(segment, known)
  return known
}

function collect<Value>(node: Node<Value>, segments: readonly string[], index: number, found: Value[]): void {
  const segment = segments[index]
  if (segment === undefined) {
    found.push(...node.values)
    return
  }
  const literal = node.literals.get(segment)
  if (literal !== undefined) collect(literal, segments, index + 1, found)
  if (node.parameter !== undefined) collect(node.parameter, segments, index + 1, found)
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}
