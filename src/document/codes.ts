const codes = {
  'document.input': 'What was handed over is no path, file URL or object. Give the path of the OpenAPI document.',
  'document.not-found': 'No file stands at the path. Correct the path; it is relative to the working directory.',
  'document.unreadable':
    'The file is there and cannot be read: it is a folder, or access is denied. Correct the path or the rights.',
  'document.allow': 'A folder of the option `allow` does not exist. Correct the path or take it out.',
  'document.encoding': 'The file is not UTF-8, or has characters that no text has. Save it as UTF-8.',
  'document.syntax': 'The file is not YAML or not JSON. Half a document is not a smaller document: correct the line.',
  'document.repeated-key': 'A mapping has a key twice, and readers differ in which one counts. Take one out.',
  'document.merge-key':
    'A YAML merge key `<<` is used, which only some readers know. Write the members out, or use a `$ref`.',
  'document.key': 'A YAML key is a list, a mapping or an alias. Write a plain name.',
  'document.tag': 'A YAML tag would change what a value means. Write the value without a tag.',
  'document.number':
    'A YAML number is infinite or not a number (`.inf`, `.nan`), which JSON cannot say. Leave it out, or write a finite one.',
  'document.directive': 'A YAML directive would change what values mean. Take the line out; YAML 1.2 is the default.',
  'document.alias': 'A YAML alias names no anchor in front of it, or the value that it stands in. Write the value out.',
  'document.several': 'The file holds several YAML documents. Keep one in each file.',
  'document.data':
    'The object that was handed over holds something that JSON cannot. Hand over plain data, or the path.',
  'document.type': 'A mapping was expected and something else stands there. Write a mapping, or take the member out.',
  'document.version':
    'The version is missing or not one that is read: 3.0, 3.1 or 3.2. Write `openapi: "3.1.0"` or similar.',
  'document.swagger':
    'The document is Swagger 2.0, where security is written in another form. Convert it to OpenAPI 3.',
  'document.paths': 'The document has no `paths`, so there is nothing to guard. Add it, or correct its name.',
  'reference.invalid': 'A `$ref` is no reference that can be followed. Write `./file.yaml#/pointer` or `#/pointer`.',
  'reference.network':
    'A `$ref` leads to another host. Nothing is fetched: keep a copy beside the document and refer to it.',
  'reference.outside':
    'A `$ref` leads out of the folder of the document. Move the file, or list its folder in `allow`.',
  'reference.not-found': 'A `$ref` names a file that does not exist. Correct its name.',
  'reference.missing': 'A `$ref` points to a member that does not exist. Correct the pointer.',
  'reference.anchor': 'A `$ref` names an anchor. Write a JSON pointer, which begins with `#/`.',
  'reference.cycle': 'A `$ref` leads back to itself. Let one of the chain hold the content.',
  'reference.conflict': 'A member stands beside a `$ref` and, with another value, in what it refers to. Keep one.',
  'limit.file-size': 'A file is larger than can be read at the start. Split the document.',
  'limit.total-size': 'The files are together larger than can be read at the start. Split the API.',
  'limit.files': 'The document refers to more files than can be read at the start. Bundle them.',
  'limit.depth': 'Values are nested deeper than any document needs. Flatten them.',
  'limit.tokens': 'A YAML file has more words than can be held while it is parsed. Split it, or convert it to JSON.',
  'limit.aliases': 'YAML aliases stand for more text than a document may have. Write `$ref`s in their place.',
  'limit.references': 'A chain of `$ref`s is longer than any document needs. Refer to the content directly.',
  'limit.path-items': 'The document has more paths than can be compiled. Split the API.',
  'limit.errors': 'There are more errors than are shown. Correct these and start again.',
} as const

export type DocumentCode = keyof typeof codes

/** What each diagnostic of this room means and what to do; docs/diagnostics.md is compared with it. */
export const documentCodes: Readonly<Record<DocumentCode, string>> = Object.freeze(codes)
