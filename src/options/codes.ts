const codes = {
  'option.unknown': 'A name that is no option here. Correct it: the nearest one is proposed.',
  'option.value': 'A value of the wrong type or form. The message says what it has to be.',
  'option.missing': 'A value that is needed where it would stand. Write it.',
} as const

export type OptionCode = keyof typeof codes

/** What each diagnostic of this room means and what to do; docs/diagnostics.md is compared with it. */
export const optionCodes: Readonly<Record<OptionCode, string>> = Object.freeze(codes)
