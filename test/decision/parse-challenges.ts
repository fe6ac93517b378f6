/** One challenge of a `WWW-Authenticate` field. Names are lower case, as they are compared. */
export interface ParsedChallenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * Reads one field value of `WWW-Authenticate` after RFC 9110 §11.6.1, strictly: no token68, no empty list elements, no
 * parameter twice. Throws where the grammar is left. Written from the RFC alone, so that it can judge what we send.
 */
export function parseChallenges(field: string): readonly ParsedChallenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  let rest = field
  const take = (pattern: RegExp, what: string): string => {
    const [found] = pattern.exec(rest) ?? []
    if (found === undefined) throw new Error(`expected ${what} at ${JSON.stringify(rest.slice(0, 40))}`)
    rest = rest.slice(found.length)
    return found
  }
  while (rest !== '') {
    if (challenges.length > 0) take(/^[ \t]*,[ \t]*/, 'a comma')
    const word = take(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+/, 'a token').toLowerCase()
    const current = challenges.at(-1)
    if (!/^[ \t]*=/.test(rest)) {
      const parameters = new Map<string, string>()
      challenges.push({ scheme: word, parameters })
      if (rest === '' || rest.startsWith(',')) continue
      take(/^ +/, 'spaces')
      readParameter(take, take(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+/, 'a parameter name'), parameters)
    } else if (current === undefined) {
      throw new Error('a parameter before any scheme')
    } else {
      readParameter(take, word, current.parameters)
    }
  }
  return challenges
}

function readParameter(take: (pattern: RegExp, what: string) => string, name: string, into: Map<string, string>): void {
  take(/^[ \t]*=[ \t]*/, 'an equals sign')
  const value = take(
    /^(?:"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)/,
    'a value',
  )
  if (into.has(name.toLowerCase())) throw new Error(`the parameter ${name} stands twice`)
  into.set(name.toLowerCase(), value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value)
}
