/** One kind of object that security stands in, or could be thought to stand in. */
export interface KnownFields {
  /** Every field that OpenAPI 3.0 to 3.2 gives it. */
  readonly fields: ReadonlySet<string>
  /** Those among them that hold operations. */
  readonly methods: ReadonlySet<string>
  /** Others that security depends on: nearly the name of one of them is a hole, and no matter of taste. */
  readonly vital: ReadonlySet<string>
  /** Right words in the wrong place, and what to do. */
  readonly misplaced: ReadonlyMap<string, string>
  /** `x-portcullis` may stand here. */
  readonly extensible: boolean
  /** Extensions of other gateways that stand here may be about who may call. */
  readonly saysWhoMayCall: boolean
}

/** None of its keys is a name but those of extensions. */
export const pathsFields: KnownFields = {
  fields: new Set(),
  methods: new Set(),
  vital: new Set(),
  misplaced: new Map(),
  extensible: false,
  saysWhoMayCall: false,
}

const underComponents = 'Write the schemes under `components.securitySchemes`.'

export const rootFields: KnownFields = {
  ...pathsFields,
  fields: words('openapi $self info jsonSchemaDialect servers paths webhooks components security tags externalDocs'),
  vital: words('servers paths components security'),
  misplaced: new Map([
    ['securitySchemes', underComponents],
    ['securityDefinitions', underComponents],
  ]),
}

export const componentsFields: KnownFields = {
  ...pathsFields,
  fields: words(
    'schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems mediaTypes',
  ),
  vital: words('securitySchemes'),
  misplaced: new Map([
    ['security', 'Write `security` at the root or at an operation, and schemes under `securitySchemes`.'],
    ['securityDefinitions', underComponents],
  ]),
}

const methods = words('get put post delete options head patch trace query')

export const pathItemFields: KnownFields = {
  ...pathsFields,
  fields: new Set([...words('$ref summary description additionalOperations servers parameters'), ...methods]),
  methods,
  vital: words('additionalOperations servers'),
  misplaced: new Map([['security', 'Write `security` at each operation, or at the root: a path has none.']]),
  saysWhoMayCall: true,
}

export const operationFields: KnownFields = {
  ...pathsFields,
  fields: words(
    'tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers',
  ),
  vital: words('security servers'),
  misplaced: new Map([['securitySchemes', underComponents]]),
  extensible: true,
  saysWhoMayCall: true,
}

/** Nothing is vital here: a scheme that lacks a field is malformed, and says so itself. */
export const schemeFields: KnownFields = {
  ...pathsFields,
  fields: words('type description name in scheme bearerFormat flows openIdConnectUrl oauth2MetadataUrl deprecated'),
  extensible: true,
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
