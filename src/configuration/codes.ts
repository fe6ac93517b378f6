const codes = {
  'scheme.unknown': 'The options name a scheme that the document does not declare. Correct the name.',
  'scheme.unused': 'The options configure a scheme that no operation uses. Take it out, or add it to `security`.',
  'scheme.unconfigured':
    'An operation uses a scheme, and nothing says whom it trusts. Say it in one of the ways listed.',
  'dpop.avoidable':
    'An alternative takes without a proof what another takes only with one: whoever has no proof uses the first.',
  'dpop.unshared':
    'Several processes run, and each remembers used DPoP proofs for itself. Give the gate a `store` that they share.',
  'alternative.impossible': 'Schemes are needed together that no request can satisfy together. Make them alternatives.',
  'issuer.missing':
    'Keys or algorithms are given without the issuer that they belong to. Write the issuer beside them.',
  'issuer.slash': "An Auth0 issuer without the slash at its end. Add it: it is in every token's `iss`.",
  'issuer.repeated': 'One issuer stands twice in a list. Take one out.',
  'issuer.differs': 'The options name another issuer than the document. Make them agree, or leave it when it is meant.',
  'issuer.tls': 'NODE_TLS_REJECT_UNAUTHORIZED is 0, so that anybody on the way can pose as an issuer. Take it out.',
  'trust.mixed': 'Settings exclude each other, as two origins of keys. Keep one.',
  'trust.disagrees': 'Two places name different issuers or audiences for one scheme. Correct one, or take it out.',
  'trust.ambiguous': 'A setting for one scheme could be meant for several. Write it into the options of the scheme.',
  'trust.unused': 'A setting is used by nothing. Take it out, or name the scheme that it is for.',
  'trust.foreign':
    "Another gateway's extension names an issuer. It is not trusted here; write it down if it should be.",
  'trust.gateway': "Another gateway's extension says whom to trust, and that gateway lets others in. Compare the two.",
  'trust.unreadable':
    "Another gateway's extension says what cannot be taken from a document. Configure the scheme in the options.",
  'audience.missing': 'Nothing says which audience the tokens of a scheme must have. Write it.',
  'tokens.issuer':
    'The token client has no issuer of its own, and the schemes have several. Say which one is asked: `tokens.domain`.',
  'tokens.foreign':
    'The token client asks an issuer whose tokens no scheme takes: no caller of an operation has one that it can exchange.',
  'connection.unlisted':
    'An operation names a connection that `tokens.connections` does not list. Add it, or correct it.',
  'algorithm.unknown': 'An algorithm that is not verified here. Take it out.',
  'algorithm.secret': 'HS algorithms and a secret belong together, and stand beside no other. Give both or none.',
  'secret.length': 'A secret is shorter than the hash that it is used with. Use a longer one, made at random.',
  'key.form': 'A key set is none, or holds private or symmetric keys. Give the public keys.',
  'document.secret':
    'A secret stands in the document. Take it out and replace it: it is known to whoever read the file.',
} as const

export type ConfigurationCode = keyof typeof codes

/** What each diagnostic of this room means and what to do; docs/diagnostics.md is compared with it. */
export const configurationCodes: Readonly<Record<ConfigurationCode, string>> = Object.freeze(codes)
