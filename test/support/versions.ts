import express5 from 'express'
import express4 from 'express-4'
import express4Oldest from 'express-4-oldest'
import express5Oldest from 'express-5-oldest'

/** The oldest and the newest Express of both majors that the peer range allows. */
export const versions: readonly { readonly name: string; readonly express: typeof express5 }[] = [
  { name: 'Express 5, newest', express: express5 },
  { name: 'Express 5.0.0', express: express5Oldest },
  { name: 'Express 4, newest', express: express4 },
  { name: 'Express 4.21.0', express: express4Oldest },
]
