const codes = {
  'security.malformed':
    'A `security` list is null, no list, or holds what is no requirement. Write `[{ name: [scope] }]`.',
  'security.missing':
    'Neither operation nor root says who may call. Write `security`, or `security: []` for everybody.',
  'security.public-by-default':
    'The root says `[]` or `[{}]`, so that a forgotten `security` is an open operation. Protect the root.',
  'security.public': 'These operations let everybody in. Read the list over; there is nothing to do when it is right.',
  'security.optional-scopes': '`{}` beside scopes lets in whoever brings no credential. Remove `{}` if one is needed.',
  'security.duplicate': 'An alternative stands twice in a list. Remove the copy; one is enforced.',
  'security.pointless': 'A weaker alternative makes a stronger one needless. Remove the one that was not meant.',
  'security.bare-alternative':
    'An alternative without scopes reads the same credential as one with scopes, which then keep nobody out. Remove it.',
  'security.unsatisfiable':
    'Two schemes are needed at once in the one Authorization header. Make them two alternatives.',
  'scheme.undefined':
    '`security` asks for a scheme that the document does not declare. Correct the name, or declare it.',
  'scheme.malformed':
    'A security scheme lacks a field or has a wrong value. Correct it; an error where it is asked for.',
  'scheme.key-in-query': 'An API key travels in the query, which is logged everywhere. Move it to a header.',
  'scheme.insecure-url': 'An address of the authorisation server is not https. Write the https address.',
  'scope.undeclared': 'An oauth2 scheme declares no such scope in its flows. Correct the spelling, or declare it.',
  'scope.unmatchable':
    'A scope has characters that no token holds, as a space. Write one scope for each entry of the list.',
  'scope.before-roles':
    'OpenAPI 3.0 allows no scopes on this type of scheme. They are enforced; write version 3.1 or later.',
  'name.misspelt': 'A field has nearly a name that security depends on. Correct it.',
  'name.misplaced': 'A field stands where it means nothing. Move it to the place that the message names.',
  'name.too-new': '`query` or `additionalOperations` in a document older than 3.2. Raise the version.',
  'name.any-method': "Another gateway's word for every method, which is no operation. Write the methods one by one.",
  'paths.empty': 'The document has no operation, so that there is nothing to protect. Describe one.',
  'path.malformed': 'A key under `paths` is no path template. Correct the slash, the braces or the names.',
  'path.query-dropped': 'A path has `?` or `#` in it, and what follows is not compared. Describe it as parameters.',
  'path.unreachable': 'A path has segments that no request is let through with. Remove the empty or dotted segment.',
  'path.notation':
    'A parameter is written as in another router. In OpenAPI it is exactly one segment, or a part of one.',
  'path.same': 'Two paths differ in nothing that routers see, and have the same security. Keep one.',
  'path.same-with-other-security':
    'Two paths differ in nothing that routers see. Both are enforced; give them one `security`.',
  'path.ambiguous': 'One request matches two paths, and none goes first. Both are enforced; give them one `security`.',
  'path.shadowed': 'A concrete path lies within a templated one, and has other security. Register its route first.',
  'path.unsearched': 'There are too many overlapping paths to look at all pairs. They are enforced all the same.',
  'server.malformed': 'An entry of `servers` is no address. Correct it, or set `basePath` in the options.',
  'server.variable-unknown': 'A variable of a base path has no value. Write `enum` or `default`, or set `basePath`.',
  'server.variable-open': 'A variable of a base path has no `enum`. Only its default is served; list the others.',
  'server.too-many': 'The variables of a server give too many base paths. Shorten the lists, or set `basePath`.',
  'server.relative': "A server's address has no leading slash and is taken from the root. Write the slash.",
  'operation.refusals-undocumented':
    'The document does not say that an operation answers 401, or 403. Add it to `responses`; the page shows it as it is.',
  'operation.id-repeated': 'Two operations have one `operationId`. Give each its own.',
  'operation.method': 'A name under `additionalOperations` is no method, or has a field of its own. Correct it.',
  'operation.authorization-parameter':
    'A header parameter is called Authorization, which OpenAPI ignores. Write `security`.',
  'operation.foreign-extension':
    'An extension reads as if it said who may call, and is not enforced. Write it as scopes.',
  'extension.misspelt': 'A key looks like `x-portcullis` and is not. Correct it.',
  'extension.misplaced': '`x-portcullis` stands where it means nothing. Write it at an operation or a security scheme.',
  'extension.key-unknown': '`x-portcullis` has a key that it does not know. Correct it.',
  'extension.malformed': 'A key of `x-portcullis` has a value that it does not take. The message says what it takes.',
  'extension.needs-claims':
    'A rule about claims stands beside an alternative that has none. Ask for a token in all of them.',
  'extension.parameter-unknown': '`bind` names a parameter that the path does not have. Correct the name.',
  'extension.parameter-repeated': '`bind` names a parameter that stands twice in the path. Rename one of them.',
} as const

export type PolicyCode = keyof typeof codes

/** What each diagnostic of this room means and what to do; docs/diagnostics.md is compared with it. */
export const policyCodes: Readonly<Record<PolicyCode, string>> = Object.freeze(codes)
