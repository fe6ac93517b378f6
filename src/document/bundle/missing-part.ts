/** In place of what is not to be had: the name of what is not there is nobody's business either. */
export const missing = { name: 'missing', part: { description: 'This part of the document is missing.' } } as const
