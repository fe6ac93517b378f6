const MEBIBYTE = 1024 * 1024

/** What a document may cost to read. Going past one of them is an error with its own code, never a crash. */
export interface DocumentLimits {
  /** Bytes of one file. The largest published documents have about 13 MB of JSON; judged before a file is read. */
  readonly fileBytes: number
  /** Bytes of all files together. */
  readonly totalBytes: number
  /** Files: the largest published document needs 697 for its operations. */
  readonly files: number
  /** Mappings and lists inside each other. Code that walks a document recursively relies on it. */
  readonly depth: number
  /** Words and signs of one YAML file. Each costs about 300 bytes while the file is parsed. */
  readonly yamlTokens: number
  /** Characters that the aliases of one YAML file stand for when they are written out. */
  readonly aliasCharacters: number
  /** `$ref`s that lead from one to the next. */
  readonly references: number
  /** Keys under `paths` (case O-28). */
  readonly pathItems: number
  /** Errors that are told; what is behind them is left out, so that a broken file of 30 MB does not flood a log. */
  readonly errors: number
}

export const documentLimits: DocumentLimits = Object.freeze({
  fileBytes: 32 * MEBIBYTE,
  totalBytes: 64 * MEBIBYTE,
  files: 4_000,
  depth: 256,
  yamlTokens: 6_000_000,
  aliasCharacters: 8 * MEBIBYTE,
  references: 64,
  pathItems: 100_000,
  errors: 100,
})
