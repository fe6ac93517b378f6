/** Rows of the security cases that cannot be tests yet, each with its reason. The list is to become empty. */
export const notYet: Readonly<Record<string, string>> = {
  'H-18': 'needs DPoP, which is not there yet; the header is ignored (H-30)',
  'C-17': 'an audience for one operation cannot be configured yet',
  'L-15': 'two copies of jose cannot be had in one test run; its errors are told apart by `code` alone',
  'M-10': 'needs gate.guard(server), which is not there yet',
  'M-13': 'needs gate.guard(server), which is not there yet',
}

/** Rows that are partly tested: what is left of them. */
export const inPart: Readonly<Record<string, string>> = {
  'H-31': 'at the level of judge; no ambient scheme can be configured yet',
  'H-32': 'at the level of judge; no ambient scheme can be configured yet',
  'V-01': 'without the extensions of other gateways, which `trust` will list',
  'Z-01': 'acr only; bind stops the start until the route judges it again',
  'Z-02': 'bind stops the start',
}
