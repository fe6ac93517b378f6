import type { ErrorCode } from './judgement.ts'
import { proofReasons } from './proof-reasons.ts'
import type { Reason } from './types.ts'

/** What a reason means, and the answer that it leads to. */
export interface ReasonMeaning {
  readonly error: ErrorCode
  /** For the owner: the log line, and `detail` in the answer where that is on. */
  readonly sentence: string
}

/** Every reason why a request is refused. docs/reasons.md shows this table. */
export const reasons: Readonly<Record<Reason, ReasonMeaning>> = {
  'credential.missing': {
    error: 'missing_credentials',
    sentence: 'The request has no credential that the operation asks for, or not all that it asks for together.',
  },
  'credential.malformed': {
    error: 'invalid_request',
    sentence: 'A credential is there, but not in the form that its scheme prescribes.',
  },
  'credential.repeated': {
    error: 'invalid_request',
    sentence: 'The header or parameter of a credential stands more than once.',
  },
  'credential.several': {
    error: 'invalid_request',
    sentence: 'The credential was sent in more than one way.',
  },
  'token.malformed': {
    error: 'invalid_token',
    sentence: 'The token is not a JWT in the one form that is taken: compact, strict base64url, JSON objects inside.',
  },
  'token.oversized': {
    error: 'invalid_token',
    sentence: 'The token is longer than tokens may be.',
  },
  'token.encrypted': {
    error: 'invalid_token',
    sentence: 'The token is encrypted (JWE). Only signed tokens are taken.',
  },
  'token.opaque': {
    error: 'invalid_token',
    sentence: 'The token is not a JWT at all, and the scheme takes nothing else. Was it issued without an audience?',
  },
  'token.not_opaque': {
    error: 'invalid_token',
    sentence: 'The token is a JWT, and the scheme takes opaque tokens alone (introspection.mode).',
  },
  'token.critical': {
    error: 'invalid_token',
    sentence: 'The token has a "crit" header, and nothing that it may name is supported.',
  },
  'token.algorithm': {
    error: 'invalid_token',
    sentence: 'The token is signed with an algorithm that is not on the list for its issuer.',
  },
  'token.type': {
    error: 'invalid_token',
    sentence:
      'The "typ" header of the token, or what its issuer says of it, is not what the scheme takes. Is it an ID or a refresh token?',
  },
  'token.issuer': {
    error: 'invalid_token',
    sentence: 'The "iss" claim is not exactly an issuer of the scheme. A slash at the end counts.',
  },
  'token.audience': {
    error: 'invalid_token',
    sentence: 'The "aud" claim holds none of the audiences of the scheme.',
  },
  'token.expired': {
    error: 'invalid_token',
    sentence: 'The time in the "exp" claim is over.',
  },
  'token.not_yet_valid': {
    error: 'invalid_token',
    sentence: 'The time in the "nbf" claim has not come yet.',
  },
  'token.issued_in_future': {
    error: 'invalid_token',
    sentence: 'The time in the "iat" claim has not come yet.',
  },
  'token.too_old': {
    error: 'invalid_token',
    sentence: 'The token was issued longer ago than the scheme allows ("maxTokenAge"), or does not say when.',
  },
  'token.claim': {
    error: 'invalid_token',
    sentence: 'A claim that is needed is not there, or does not have the type or the value that it must have.',
  },
  'token.required_claim': {
    error: 'insufficient_scope',
    sentence: 'The token is valid, and a claim that the configuration requires is not there or has another value.',
  },
  'token.revoked': {
    error: 'invalid_token',
    sentence: 'The token was revoked: itself, its subject, its client or its key.',
  },
  'token.confirmation': {
    error: 'invalid_token',
    sentence: 'The token is bound to a key by its "cnf" claim, and nothing here can prove that binding.',
  },
  'token.signature': {
    error: 'invalid_token',
    sentence: 'The signature does not fit the token and the key.',
  },
  'token.inactive': {
    error: 'invalid_token',
    sentence: 'The issuer says that the token is not active: expired, revoked, or none of its tokens.',
  },
  'key.unknown': {
    error: 'invalid_token',
    sentence: 'The issuer publishes no key that the token names.',
  },
  'key.ambiguous': {
    error: 'invalid_token',
    sentence: 'The token names no key, and more than one of the issuer could be meant.',
  },
  'key.unusable': {
    error: 'invalid_token',
    sentence: 'The key that the token names may not be used: its type, its size or its purpose does not fit.',
  },
  ...proofReasons,
  'apikey.unknown': {
    error: 'invalid_token',
    sentence: 'The API key is none of those that are configured.',
  },
  'apikey.expired': {
    error: 'invalid_token',
    sentence: 'The API key is no longer valid.',
  },
  'password.wrong': {
    error: 'invalid_token',
    sentence: 'There is no user of that name, or the password is another.',
  },
  'password.busy': {
    error: 'temporarily_unavailable',
    sentence: 'More passwords wait to be judged than may.',
  },
  'certificate.unknown': {
    error: 'invalid_token',
    sentence: 'The client certificate is none of those that are configured.',
  },
  'certificate.expired': {
    error: 'invalid_token',
    sentence: 'The client certificate is not valid now: its time is over, or has not come yet.',
  },
  'certificate.binding': {
    error: 'invalid_token',
    sentence: 'The token is bound to a certificate, and the request does not come with that one.',
  },
  'certificate.unbound': {
    error: 'invalid_token',
    sentence: 'The token is not bound to a certificate, which the scheme requires ("certificateBound").',
  },
  'verify.refused': {
    error: 'invalid_token',
    sentence: "The application's own verify did not say whom the credential names.",
  },
  'verify.failed': {
    error: 'temporarily_unavailable',
    sentence: "The application's own verify threw or rejected.",
  },
  'verify.timeout': {
    error: 'temporarily_unavailable',
    sentence: "The application's own verify did not answer in time.",
  },
  'check.refused': {
    error: 'insufficient_scope',
    sentence: 'The credential is valid, and the check that the application adds did not return true.',
  },
  'check.failed': {
    error: 'temporarily_unavailable',
    sentence: 'The check that the application adds threw or rejected.',
  },
  'check.timeout': {
    error: 'temporarily_unavailable',
    sentence: 'The check that the application adds did not answer in time.',
  },
  'scope.missing': {
    error: 'insufficient_scope',
    sentence: 'Every credential is valid, and not all the scopes or roles that the operation asks for are there.',
  },
  'authentication.acr': {
    error: 'insufficient_user_authentication',
    sentence: 'The "acr" claim is none of those that the operation asks for.',
  },
  'authentication.age': {
    error: 'insufficient_user_authentication',
    sentence: 'The login is longer ago than the operation allows ("auth_time"), or the token does not say when it was.',
  },
  'authentication.future': {
    error: 'invalid_token',
    sentence: 'The time of the login ("auth_time") has not come yet.',
  },
  'binding.mismatch': {
    error: 'forbidden',
    sentence:
      'A parameter that the operation binds to a claim is not what the claim says, or one of them is not there.',
  },
  'request.cross_site': {
    error: 'cross_site',
    sentence: 'Another site caused the request, and the only credential is one that a browser sends by itself.',
  },
  'issuer.unresolved': {
    error: 'temporarily_unavailable',
    sentence: 'The function "issuersFor" threw, did not answer in time, or answered something else than names.',
  },
  'store.unavailable': {
    error: 'temporarily_unavailable',
    sentence: 'What other processes revoked cannot be known now: the store does not answer, or has not for a minute.',
  },
  'issuer.unavailable': {
    error: 'temporarily_unavailable',
    sentence: 'The keys of the issuer are not there and cannot be fetched now.',
  },
  'introspection.unavailable': {
    error: 'temporarily_unavailable',
    sentence: 'The issuer was asked about the token, and did not answer, answered with an error, or wants a pause.',
  },
  'introspection.refused': {
    error: 'temporarily_unavailable',
    sentence: 'The issuer does not answer this client: are clientId and clientSecret or privateKey right?',
  },
  'introspection.malformed': {
    error: 'temporarily_unavailable',
    sentence: 'What the issuer answered about the token is not what RFC 7662 says: JSON with "active" true or false.',
  },
  'introspection.busy': {
    error: 'temporarily_unavailable',
    sentence: 'More tokens wait to be asked about than the issuer can be asked at once (introspection.concurrency).',
  },
  'introspection.pending': {
    error: 'temporarily_unavailable',
    sentence: 'The issuer is being asked about the token, and report mode does not wait for its answer.',
  },
  'gate.error': {
    error: 'temporarily_unavailable',
    sentence: 'The gate failed to decide. That is a fault of the gate; the request was refused to be safe.',
  },
  'target.form': {
    error: 'invalid_target',
    sentence: 'The request target is neither a path nor an absolute http or https URL.',
  },
  'target.oversized': {
    error: 'invalid_target',
    sentence: 'The request target is longer than targets may be.',
  },
  'target.encoding': {
    error: 'invalid_target',
    sentence: 'The path holds a percent sign that starts no valid UTF-8 escape.',
  },
  'target.separator': {
    error: 'invalid_target',
    sentence: 'The path holds an encoded slash, or a backslash, which some parsers take for a separator.',
  },
  'target.control': {
    error: 'invalid_target',
    sentence: 'The path holds a control character.',
  },
  'target.dots': {
    error: 'invalid_target',
    sentence: 'The path holds a segment "." or "..", which some parsers resolve.',
  },
  'target.empty_segment': {
    error: 'invalid_target',
    sentence: 'The path holds two slashes in a row, which some parsers take for one.',
  },
  'route.unknown': {
    error: 'not_found',
    sentence: 'The document has no operation with this path.',
  },
  'route.method': {
    error: 'method_not_allowed',
    sentence: 'The document has this path, and not with this method.',
  },
  'route.unproven': {
    error: 'temporarily_unavailable',
    sentence:
      'The path is outside the base path, and it is not certain that no operation is served there. Set "basePath".',
  },
  'route.unsealed': {
    error: 'temporarily_unavailable',
    sentence:
      "The application's routes and the document do not fit, and `seal: 'strict'` keeps the API closed. The log has the table.",
  },
}
