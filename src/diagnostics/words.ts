/** Names in a list before it says how many more there are: what a person reads before scrolling. */
const LISTED = 5

/** Characters of a name that a sentence holds. */
const NAME_LENGTH = 120

/** Characters of what an error says that a line of the log holds: a caller may have a say in how long it is. */
const MESSAGE_LENGTH = 500

/** A name from outside, for a sentence: bounded, and with nothing in it that a terminal obeys. */
export function plain(name: string): string {
  return printable(cut(name, NAME_LENGTH))
}

/** The same of what an error says. */
export function plainMessage(message: string): string {
  return printable(cut(message, MESSAGE_LENGTH))
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}

/** The same between quotation marks. */
export function quote(name: string): string {
  return `"${plain(name)}"`
}

/** A text with its controls and line breaks spelt out, as they could forge a line of a log. */
export function printable(text: string): string {
  // Nearly every text is ASCII, and there are thousands of them at a start.
  if (/^[ -~]*$/.test(text)) return text
  const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** `GET /a`, `GET /a and GET /b`, or `GET /a, GET /b, … and 40 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.length > LISTED + 1 ? names.slice(0, LISTED) : names
  const last = names.length > shown.length ? `${names.length - shown.length} more` : shown.at(-1)
  const before = names.length > shown.length ? shown : shown.slice(0, -1)
  return before.length === 0 ? `${last}` : `${before.join(', ')} and ${last}`
}

/** The sentence that proposes what was probably meant. */
export function proposal(nearest: string | undefined, otherwise: string): string {
  return nearest === undefined ? otherwise : `Did you mean ${quote(nearest)}?`
}
