const codes = {
  'mount.route-in-front':
    'A route that was registered before the gate answers an operation that is not public. Mount the gate first.',
  'mount.overlap': 'Two gates on one application have base paths of which one holds the other. Keep them apart.',
  'mount.docs-path': 'The documentation page would stand where the document has an operation. Move it, or turn it off.',
  'mount.twice': 'One gate was mounted on one application twice. Once is enough.',
} as const

export type MountCode = keyof typeof codes

/** What can be wrong with how a gate is put into an application. Listed in docs/diagnostics.md. */
export const mountCodes: Readonly<Record<MountCode, string>> = Object.freeze(codes)
