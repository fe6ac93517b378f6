import type { PairKind } from './kind.ts'
import { certificateKind } from './kinds/certificates.ts'
import { basicKind, ownHttpKind } from './kinds/http.ts'
import { cookieKeyKind, headerKeyKind, queryKeyKind } from './kinds/keys.ts'
import { ownTokenKind, provenKind, tokenKind } from './kinds/tokens.ts'

const shop = 'https://shop.test/'

/** Every kind of scheme that is enforced, and several on one field. */
export const kinds: readonly PairKind[] = [
  tokenKind('login', { type: 'http', scheme: 'bearer' }, shop),
  tokenKind('again', { type: 'openIdConnect', openIdConnectUrl: `${shop}.well-known/openid-configuration` }, shop),
  tokenKind('partner', { type: 'oauth2', flows: {} }, 'https://partner.test/'),
  provenKind('proven', 'https://bank.test/'),
  ownTokenKind('opaque'),
  ownHttpKind('signed', 'hmac'),
  basicKind('staff'),
  queryKeyKind('shared', 'share_key'),
  cookieKeyKind('session', 'sid'),
  headerKeyKind('till', 'X-Till-Key'),
  headerKeyKind('stock', 'X-Stock-Key'),
  await certificateKind('client'),
]
