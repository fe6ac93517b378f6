/** Extensions that tell gateways what to do and where things stand inside: nobody else's business (U-09). */
const internal =
  /^x-(?:portcullis|google|amazon-apigateway|apigee|azure|envoy|gravitee|istio|kong|kusk|nginx|traefik|tyk|wso2)(?:[-_.]|$)/i

export function isInternal(name: string): boolean {
  return internal.test(name)
}
