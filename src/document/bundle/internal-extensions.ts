/** Extensions that tell gateways what to do and where things stand inside: nobody else's business (U-09). */
const internal = /^x-(?:portcullis|google|amazon-apigateway)(?:-|$)/

export function isInternal(name: string): boolean {
  return internal.test(name)
}
