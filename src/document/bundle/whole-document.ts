import { type BundleSource, bundleDocument } from './bundle-document.ts'
import { referencesIn } from './references-in.ts'

/** A document in one piece. */
export interface WholeDocument {
  /** Whether it has to be read from other files as well. */
  readonly isSplit: () => boolean
  /**
   * As JSON, which takes a tenth of the memory of the data it stands for. Made once; where it was not to be made, it is not
   * tried again.
   */
  readonly text: () => Promise<string>
}

export function wholeDocument(source: BundleSource): WholeDocument {
  let made: Promise<string> | undefined
  return {
    isSplit: () => [...referencesIn(source.content)].some((reference) => !reference.startsWith('#')),
    text() {
      made ??= bundleDocument(source).then((bundled) => JSON.stringify(bundled))
      return made
    },
  }
}
