import type { Subject } from './subject.ts'

/** What a gate brings to the comparison with an application, as it is now. */
export type SubjectFor = (app: object) => Subject

const gates = new WeakMap<object, Set<SubjectFor>>()

/** Makes a gate known on an application. */
export function joinGates(app: object, subjectFor: SubjectFor): void {
  const known = gates.get(app) ?? new Set()
  gates.set(app, known.add(subjectFor))
}

/** Every gate that stands on an application: their reports are one. `next` speaks for one of them in its place. */
export function subjectsOn(
  app: object,
  next?: { readonly of: SubjectFor; readonly subject: Subject },
): readonly Subject[] {
  return [...(gates.get(app) ?? [])].map((subjectFor) => (subjectFor === next?.of ? next.subject : subjectFor(app)))
}
