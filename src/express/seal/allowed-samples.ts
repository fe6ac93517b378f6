/** Paths that an entry allows: of a subtree its root, and one below it. */
export function samplesOf(path: string): readonly string[] {
  const isSubtree = path.endsWith('/*')
  const samples = isSubtree ? [path.slice(0, -2) || '/', path.replace(/\*$/, 'x'), path.replace(/\*$/, 'x/y')] : [path]
  return samples.map((sample) => sample.replace(/\{[^}]*\}/g, '1'))
}
