import type { Recipe } from './recipe.ts'

/** Made up, in the form that each issuer uses. */
const tenant = '0f8a2c1e-5f1d-4c0e-9a55-0d6f3c1b7e21'
const api = '6be37a34-1c36-4c9b-9e0f-2f0d7f6f1a10'
const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E'
const client = '7fhv3s2q5k1m0p9o8i7u6y5t4r'

const auth0: Recipe = {
  name: 'Auth0, roles in a namespaced claim',
  options: {
    issuer: 'https://tenant.eu.auth0.com/',
    audience: 'https://orders.example',
    scopeClaims: ['scope', 'https://example.com/roles'],
  },
  scopes: ['read:orders', 'clerk'],
  header: { typ: 'JWT' },
  claims: {
    'https://example.com/roles': ['clerk', 'member'],
    iss: 'https://tenant.eu.auth0.com/',
    sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
    aud: ['https://orders.example', 'https://tenant.eu.auth0.com/userinfo'],
    scope: 'openid profile read:orders',
    azp: 'my_client_id',
    permissions: ['read:orders', 'delete:orders'],
  },
  others: [
    { what: 'without the role', changes: { 'https://example.com/roles': ['member'] }, expected: 'A3' },
    {
      what: 'a role that is nested by its dots is another claim',
      changes: { 'https://example.com/roles': undefined, 'https://example': { 'com/roles': ['clerk'] } },
      expected: 'A3',
    },
    {
      what: 'C-27 a permission beyond the scope',
      changes: { scope: 'openid', permissions: ['read:orders'] },
      expected: 'A3',
    },
    { what: 'C-18 an ID token', changes: { aud: 'my_client_id', nonce: 'n' }, expected: 'A2' },
  ],
}

const auth0Permissions: Recipe = {
  ...auth0,
  name: 'Auth0, permissions of its role-based access control',
  options: {
    issuer: 'https://tenant.eu.auth0.com/',
    audience: 'https://orders.example',
    scopeClaims: ['scope', 'permissions'],
  },
  scopes: ['delete:orders'],
  others: [
    { what: 'C-27 without the permission', changes: { permissions: ['read:orders'] }, expected: 'A3' },
    {
      what: 'C-26 permissions that are objects',
      changes: { permissions: [{ name: 'delete:orders' }] },
      expected: 'A3',
    },
    { what: 'C-26 permissions in a list of lists', changes: { permissions: [['delete:orders']] }, expected: 'A3' },
    { what: 'C-26 good ones among bad ones', changes: { permissions: [7, null, 'delete:orders'] }, expected: 'OK' },
  ],
}

const auth0Users: Recipe = {
  ...auth0,
  name: 'Auth0, users alone and no machines',
  options: {
    issuer: 'https://tenant.eu.auth0.com/',
    audience: 'https://orders.example',
    check: ({ claims }) => claims.gty !== 'client-credentials',
  },
  scopes: ['read:orders'],
  others: [
    {
      what: 'C-30 a machine, which has the scope',
      changes: { sub: 'my_client_id@clients', gty: 'client-credentials', azp: 'my_client_id' },
      expected: 'A3',
    },
  ],
}

const keycloak: Recipe = {
  name: 'Keycloak, roles of the realm and of a client',
  options: {
    issuer: 'https://login.example/realms/shop',
    audience: 'orders',
    scopeClaims: ['scope', ['realm_access', 'roles'], ['resource_access', 'orders', 'roles']],
  },
  scopes: ['clerk', 'read-orders'],
  header: { typ: 'JWT' },
  jwk: { use: 'sig', x5c: ['MIIB'], x5t: 'AA' },
  claims: {
    auth_time: 1_700_000_000,
    jti: 'onrtac:2d9c3f1e-75a6-4b9e-8f2f-5a4c2f4d8c11',
    iss: 'https://login.example/realms/shop',
    aud: ['orders', 'account'],
    sub: '8b1f0a52-7f0f-4f9d-a1a3-5f2f0c0b7a6e',
    typ: 'Bearer',
    azp: 'web',
    sid: '1d6b2c9a-2c5e-4c0a-8c0b-0a4f6f6b9b3e',
    acr: '1',
    'allowed-origins': ['https://shop.example'],
    realm_access: { roles: ['default-roles-shop', 'offline_access', 'clerk'] },
    resource_access: { orders: { roles: ['read-orders'] }, account: { roles: ['manage-account', 'view-profile'] } },
    scope: 'openid email profile',
    email_verified: true,
    preferred_username: 'ann',
  },
  others: [
    { what: 'for every API of the realm, as without an audience mapper', changes: { aud: 'account' }, expected: 'A2' },
    { what: 'an ID token', changes: { typ: 'ID', aud: 'web', nonce: 'n' }, expected: 'A2' },
    {
      what: 'a role of another client',
      changes: { resource_access: { account: { roles: ['read-orders'] } } },
      expected: 'A3',
    },
    { what: 'roles that are no list', changes: { realm_access: { roles: { clerk: true } } }, expected: 'A3' },
    { what: 'no roles at all', changes: { realm_access: undefined, resource_access: undefined }, expected: 'A3' },
    {
      what: 'a role of the realm under a name with a dot',
      changes: { realm_access: undefined, 'realm_access.roles': ['clerk'] },
      expected: 'A3',
    },
  ],
}

const cognito: Recipe = {
  name: 'Amazon Cognito, groups, and the client in place of an audience',
  options: {
    issuer: pool,
    audience: client,
    audienceClaim: 'client_id',
    requiredClaims: { token_use: 'access' },
    scopeClaims: ['scope', 'cognito:groups'],
  },
  scopes: ['orders/read', 'clerks'],
  jwk: { use: 'sig' },
  claims: {
    sub: '52a5a4d4-9061-70e8-7b1c-1a2b3c4d5e6f',
    'cognito:groups': ['clerks'],
    iss: pool,
    version: 2,
    client_id: client,
    origin_jti: 'd3f0b8a2-1c2d-4e3f-8a9b-0c1d2e3f4a5b',
    event_id: '9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c4d',
    token_use: 'access',
    scope: 'openid orders/read',
    auth_time: 1_700_000_000,
    jti: '1b2c3d4e-5f6a-7b8c-9d0e-1f2a3b4c5d6e',
    username: 'ann',
  },
  others: [
    { what: 'of another client of the pool', changes: { client_id: 'another' }, expected: 'A2' },
    {
      what: 'an ID token of the same client',
      changes: { client_id: undefined, scope: undefined, aud: client, token_use: 'id', 'cognito:username': 'ann' },
      expected: 'A2',
    },
    {
      what: 'an ID token with a client_id of its own making',
      changes: { aud: client, token_use: 'id' },
      expected: 'A3',
    },
    { what: 'bound to another API', changes: { aud: 'https://other.example' }, expected: 'A2' },
    { what: 'of a group that is another', changes: { 'cognito:groups': ['guests'] }, expected: 'A3' },
  ],
}

const entra: Recipe = {
  name: 'Microsoft Entra, tokens of version 2',
  options: {
    issuers: [
      { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, audience: api },
      { issuer: `https://sts.windows.net/${tenant}/`, audience: `api://${api}` },
    ],
    scopeClaims: ['scp', 'roles'],
  },
  scopes: ['Orders.Read'],
  header: { typ: 'JWT' },
  // Its keys name no algorithm.
  jwk: {
    alg: undefined,
    use: 'sig',
    x5t: 'AA',
    x5c: ['MIIB'],
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  },
  claims: {
    aud: api,
    iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
    aio: 'AWQAm/8XAAAA',
    azp: '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
    azpacr: '1',
    name: 'Ann Clerk',
    oid: '4f3c2b1a-0000-4000-8000-1a2b3c4d5e6f',
    preferred_username: 'ann@shop.example',
    rh: '0.AXAA',
    scp: 'Orders.Read Orders.Write',
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    tid: tenant,
    uti: 'fqiBqXLPj0eQa82S-IYFAA',
    ver: '2.0',
  },
  others: [
    {
      what: 'of version 1',
      changes: {
        iss: `https://sts.windows.net/${tenant}/`,
        aud: `api://${api}`,
        ver: '1.0',
        appid: 'a',
        appidacr: '1',
        acr: '1',
      },
      expected: 'OK',
    },
    {
      what: 'a daemon with an app role',
      changes: { scp: undefined, roles: ['Orders.Read'], idtyp: 'app' },
      expected: 'OK',
    },
    { what: 'a daemon without one', changes: { scp: undefined, idtyp: 'app' }, expected: 'A3' },
    {
      what: 'of another tenant',
      changes: { iss: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0' },
      expected: 'A2',
    },
    {
      what: 'the issuer of all tenants',
      changes: { iss: 'https://login.microsoftonline.com/common/v2.0' },
      expected: 'A2',
    },
    {
      what: 'of version 1 for the audience of version 2',
      changes: { iss: `https://sts.windows.net/${tenant}/` },
      expected: 'A2',
    },
    { what: "for Microsoft's own Graph", changes: { aud: '00000003-0000-0000-c000-000000000000' }, expected: 'A2' },
    { what: 'C-25 the scope in lower case', changes: { scp: 'orders.read' }, expected: 'A3' },
  ],
}

const okta: Recipe = {
  name: 'Okta, scopes in a list',
  options: { issuer: 'https://dev-1234567.okta.com/oauth2/default', audience: 'api://default' },
  scopes: ['orders.read'],
  claims: {
    ver: 1,
    jti: 'AT.5fYx9q0vJz8l7m2n3b4v5c6x7z',
    iss: 'https://dev-1234567.okta.com/oauth2/default',
    aud: 'api://default',
    cid: '0oab8eb55Kb9jdMIr5d6',
    uid: '00ub0oNGTSWTBKOLGLNR',
    scp: ['openid', 'orders.read'],
    auth_time: 1_700_000_000,
    sub: 'ann@shop.example',
    groups: ['clerks'],
  },
  others: [
    { what: 'without the scope', changes: { scp: ['openid'] }, expected: 'A3' },
    {
      what: 'C-22 a group, which is not listed',
      changes: { scp: ['openid'], groups: ['orders.read'] },
      expected: 'A3',
    },
    {
      what: "of the organisation's own server",
      changes: { iss: 'https://dev-1234567.okta.com', aud: 'https://dev-1234567.okta.com' },
      expected: 'A2',
    },
  ],
}

const google: Recipe = {
  name: 'Google, ID tokens of service accounts between services',
  options: {
    issuer: 'https://accounts.google.com',
    audience: 'https://orders-a1b2c3.a.run.app',
    requiredClaims: { email: ['till@shop-123.iam.gserviceaccount.com'], email_verified: true },
  },
  scopes: [],
  header: { typ: 'JWT' },
  jwk: { use: 'sig' },
  claims: {
    aud: 'https://orders-a1b2c3.a.run.app',
    azp: '114623514876254100000',
    email: 'till@shop-123.iam.gserviceaccount.com',
    email_verified: true,
    iss: 'https://accounts.google.com',
    sub: '114623514876254100000',
  },
  others: [
    {
      what: "a stranger's account, which may ask for any audience",
      changes: { email: 'eve@evil-1.iam.gserviceaccount.com' },
      expected: 'A3',
    },
    { what: 'an address that is not verified', changes: { email_verified: false }, expected: 'A3' },
    { what: 'for another service', changes: { aud: 'https://stock-a1b2c3.a.run.app' }, expected: 'A2' },
    {
      what: 'a person who logged in to some client',
      changes: { aud: '32555940559.apps.googleusercontent.com' },
      expected: 'A2',
    },
  ],
}

export const recipes: readonly Recipe[] = [auth0, auth0Permissions, auth0Users, keycloak, cognito, entra, okta, google]
