import type { Report } from '../diagnostics/diagnostic.ts'
import { createFields } from '../options/fields.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { namedValues } from '../options/named-values.ts'

/** What is validated. The last three are express-openapi-validator's own, and are left as they are. */
export interface ValidateSettings {
  readonly requests: boolean
  readonly responses: boolean
  readonly fileUploader: unknown
  readonly formats: unknown
  readonly serDes: unknown
}

export const validateDefaults: ValidateSettings = Object.freeze({
  requests: true,
  responses: false,
  fileUploader: undefined,
  formats: undefined,
  serDes: undefined,
})

const names = ['requests', 'responses', 'fileUploader', 'formats', 'serDes']

/** false: off. */
export function readValidate(given: Given | undefined, report: Report): ValidateSettings | false {
  if (given === undefined || given.value === false) return false
  if (given.value === true) return validateDefaults
  const fields = createFields(namedValues(given, names, report), report)
  const uploader = fields.given('fileUploader')
  const formats = fields.given('formats')
  const serDes = fields.given('serDes')
  if (uploader !== undefined && uploader.value !== false && !isObject(uploader.value)) {
    report(wrongValue(uploader, 'false, or the options of multer'))
  }
  if (formats !== undefined && !isObject(formats.value)) report(wrongValue(formats, 'an object of formats by name'))
  if (serDes !== undefined && !Array.isArray(serDes.value)) report(wrongValue(serDes, 'a list of serialisers'))
  return Object.freeze({
    requests: fields.flag('requests') ?? validateDefaults.requests,
    responses: fields.flag('responses') ?? validateDefaults.responses,
    fileUploader: uploader?.value,
    formats: formats?.value,
    serDes: serDes?.value,
  })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
