import type { ErrorCode } from 'yaml'

/** What the parser's error codes mean, for a person who looks at the line. */
const reasons: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias has an anchor or a tag of its own',
  BAD_ALIAS: 'an anchor or an alias has no name, or one that ends in a colon',
  BAD_COLLECTION_TYPE: 'the tag does not fit a mapping or a list',
  BAD_DIRECTIVE: 'a line that begins with "%" is no directive that is known',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins no escape that YAML knows',
  BAD_INDENT: 'the indentation does not fit the lines that this one belongs to',
  BAD_PROP_ORDER: 'an anchor or a tag stands in front of the "-", "?" or ":" it should follow',
  BAD_SCALAR_START: 'a text without quotes cannot begin with this character',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping or list has to begin on a line of its own',
  BLOCK_IN_FLOW: 'a list or mapping of several lines stands inside brackets or braces',
  DUPLICATE_KEY: 'a key stands a second time in one mapping',
  IMPOSSIBLE: 'the parser cannot make sense of this line',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a character is missing: a closing quote or bracket, a comma, a space, or the colon behind a key',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines',
  MULTIPLE_ANCHORS: 'a value has two anchors',
  MULTIPLE_DOCS: 'a second document begins here',
  MULTIPLE_TAGS: 'a value has two tags',
  NON_STRING_KEY: 'a key is no plain name: it is a list, a mapping or an alias, or it has a tag',
  RESOURCE_EXHAUSTION: 'the nesting is too deep to be read',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML takes spaces only',
  TAG_RESOLVE_FAILED: 'the tag is not known, or the value is not what the tag says',
  UNEXPECTED_TOKEN: 'this cannot stand here',
}

/** The reason in words, with the parser's code behind it for whoever wants to look it up. */
export function describeYamlError(code: ErrorCode): string {
  return `${reasons[code]} (yaml: ${code})`
}
