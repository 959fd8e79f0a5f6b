import { readFileSync } from 'node:fs'
import { account, arnOf, region } from './aws.ts'
import type { Properties, Resource, Template } from './contracts.ts'
import { readAssets } from './template/assets.ts'
import { type Identity, identify } from './template/attributes.ts'
import { noValue, type References, resolve } from './template/intrinsics.ts'

type Raw = {
  Resources: Record<string, { Type: string; Properties?: Properties }>
  Parameters?: Record<string, { Default?: unknown }>
}

/**
 * Reads a synthesized CloudFormation template and resolves its intrinsics to stable local values, for example
 * `arn:aws:lambda:eu-central-1:000000000000:function:<name>`. Queue URLs point at `endpointPort`. The `Code` of a Lambda
 * gets a `Folder`: its asset on this machine. Throws where the template refers to something it or the laptop does not know.
 */
export const readTemplate = (path: string, { endpointPort }: { endpointPort: number }): Template => {
  const raw = JSON.parse(readFileSync(path, 'utf8')) as Raw
  const { identities, references } = identifyAll(raw, endpointPort)
  const assets = readAssets(path)
  const resources = Object.entries(raw.Resources)
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata')
    .map(([logicalId, { Type: type, Properties: properties = {} }]): Resource => {
      const resolved = resolve(properties, references, `Resources/${logicalId}/Properties`) as Properties
      return { logicalId, type, properties: type === 'AWS::Lambda::Function' ? withFolder(resolved, assets) : resolved }
    })
  return {
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: finder(resources, identities),
  }
}

/** Identities on demand, because the name of one resource may refer to another. */
const identifyAll = (raw: Raw, endpointPort: number) => {
  const known = new Map<string, Identity>()
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'Usher',
    'AWS::StackId': arnOf('cloudformation', 'stack/Usher/laptop'),
    'AWS::NoValue': noValue,
  }
  const identities = (logicalId: string): Identity => {
    const found = known.get(logicalId)
    if (found !== undefined) return found
    const resource = raw.Resources[logicalId]
    if (resource === undefined)
      throw new Error(`The template refers to ${logicalId}, which is neither a resource nor a parameter of it.`)
    const path = `Resources/${logicalId}/Properties`
    const naming = Object.entries(resource.Properties ?? {}).filter(([key]) => /Name$|^StreamARN$/.test(key))
    const properties = resolve(Object.fromEntries(naming), references, path) as Properties
    const identity = identify({ logicalId, type: resource.Type, properties }, endpointPort)
    known.set(logicalId, identity)
    return identity
  }
  const references: References = {
    ref: (name) => pseudo[name] ?? raw.Parameters?.[name]?.Default ?? identities(name).ref,
    attribute: (logicalId, name) => {
      const { attributes } = identities(logicalId)
      const value = attributes[name]
      if (value !== undefined) return value
      const type = raw.Resources[logicalId]?.Type
      throw new Error(
        `The template asks for ${logicalId}.${name}, and the laptop has no such attribute for ${type}. Add it to infra/local/template/attributes.ts.`,
      )
    },
  }
  return { identities, references }
}

/** ARNs, URLs and logical ids before names: names are only unique within a type. */
const finder = (resources: readonly Resource[], identities: (logicalId: string) => Identity) => {
  const found = new Map<string, Resource>()
  const file = (key: string, resource: Resource) => found.has(key) || found.set(key, resource)
  const identified = resources.map((resource) => [resource, identities(resource.logicalId)] as const)
  for (const [resource] of identified) file(resource.logicalId, resource)
  for (const [resource, { ref, attributes }] of identified) {
    for (const value of [ref, ...Object.values(attributes)]) if (/^(arn|http):/.test(value)) file(value, resource)
  }
  for (const [resource, { ref, name }] of identified) {
    file(ref, resource)
    file(name, resource)
  }
  return (reference: string) => found.get(reference)
}

const withFolder = (properties: Properties, assets: ReadonlyMap<string, string>): Properties => {
  const code = (properties.Code ?? {}) as { S3Key?: string }
  const folder = assets.get(code.S3Key ?? '')
  return folder === undefined ? properties : { ...properties, Code: { ...code, Folder: folder } }
}
