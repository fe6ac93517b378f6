import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** A form that was sent, taken apart by hand, so that what was sent is judged and not what a library makes of it. */
export interface FormRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly contentType: string | undefined
  readonly accept: string | undefined
  readonly authorization: string | undefined
  /** Names and values of the form, decoded, in their order. */
  readonly form: readonly (readonly [string, string])[]
}

export async function readFormRequest(request: IncomingMessage): Promise<FormRequest> {
  const { method, url, headers } = request
  return {
    method,
    url,
    contentType: headers['content-type'],
    accept: headers.accept,
    authorization: headers.authorization,
    form: (await text(request)).split('&').map((pair) => {
      const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
      return [name, value] as const
    }),
  }
}

/** The first value of a name, or the empty text. */
export function fieldOf({ form }: FormRequest, name: string): string {
  return form.find(([known]) => known === name)?.[1] ?? ''
}
