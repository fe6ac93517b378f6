import type express5 from 'express'

/** What the versions of a contender are called in tables. */
export const expressVersions: readonly string[] = ['5', '4']

const { default: chosen } = process.env.EXPRESS_VERSION === '4' ? await import('express-4') : await import('express')

/** The Express that this process measures: `EXPRESS_VERSION` says which. */
export const express: typeof express5 = chosen
