/** Applications that are remembered for as long as somebody else has them. */
export function createApplications(): { add(app: object): void; all(): readonly object[] } {
  const known = new WeakSet<object>()
  let references: WeakRef<object>[] = []
  return {
    add(app) {
      if (known.has(app)) return
      known.add(app)
      references = [...references.filter((reference) => reference.deref() !== undefined), new WeakRef(app)]
    },
    all: () => references.flatMap((reference) => reference.deref() ?? []),
  }
}
