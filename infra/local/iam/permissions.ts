import { arnOf } from '../aws.ts'
import type { ApiCall, Properties, Template } from '../contracts.ts'
import { arnOfResource } from '../template/attributes.ts'

/** What a call needs its role to allow. `via` is set for a use of a key, and names the service that uses it for the caller. */
export type Permission = { action: string; resource: string; via?: string }

/** The part of a request that says what it is about. `body` is read only where the answer lies in it. */
export type Asked = { path: string; body: () => Properties }

/** How a service names what a call is about, and what it does with the key of something encrypted. */
type Service = {
  prefix: string
  resources: (asked: Asked) => string[]
  /** Actions where they are not called as the API calls them. */
  action?: (name: string) => string
  /** What the caller must be allowed to do with the key. Firehose has a grant of its own, IoT has no key. */
  keyActions?: (name: string) => readonly string[]
}

const arnOr = (value: unknown, arn: (name: string) => string): string => {
  const text = String(value ?? '')
  return text.startsWith('arn:') ? text : arn(text)
}
const tableArn = (name: unknown) => arnOr(name, (text) => arnOf('dynamodb', `table/${text}`))
const streamArn = (name: unknown) => arnOr(name, (text) => arnOf('kinesis', `stream/${text}`))

const services: Readonly<Record<string, Service>> = {
  dynamodb: {
    prefix: 'dynamodb',
    resources: ({ body }) => {
      const { RequestItems, TableName, IndexName } = body()
      if (RequestItems !== undefined) return Object.keys(RequestItems ?? {}).map(tableArn)
      return [IndexName === undefined ? tableArn(TableName) : `${tableArn(TableName)}/index/${IndexName}`]
    },
    keyActions: () => ['kms:Decrypt'],
  },
  kinesis: {
    prefix: 'kinesis',
    resources: ({ body }) => {
      const { StreamARN, StreamName, ShardIterator } = body()
      return [streamArn(StreamARN ?? StreamName ?? String(ShardIterator ?? '').split('/')[0])]
    },
    keyActions: (name) => {
      if (name.startsWith('Put')) return ['kms:GenerateDataKey']
      return name === 'GetRecords' ? ['kms:Decrypt'] : []
    },
  },
  sqs: {
    prefix: 'sqs',
    resources: ({ body }) => {
      const { QueueUrl, QueueName } = body()
      return [arnOf('sqs', String(QueueName ?? QueueUrl).replace(/.*\//, ''))]
    },
    action: (name) => name.replace(/Batch$/, ''),
    keyActions: (name) => {
      if (name.startsWith('SendMessage')) return ['kms:GenerateDataKey', 'kms:Decrypt']
      return name === 'ReceiveMessage' ? ['kms:Decrypt'] : []
    },
  },
  firehose: {
    prefix: 'firehose',
    resources: ({ body }) => [arnOf('firehose', `deliverystream/${body().DeliveryStreamName}`)],
  },
  secretsmanager: {
    prefix: 'secretsmanager',
    resources: ({ body }) => [arnOr(body().SecretId, (name) => arnOf('secretsmanager', `secret:${name}`))],
    keyActions: () => ['kms:Decrypt'],
  },
  s3: {
    prefix: 's3',
    resources: ({ path }) => [`arn:aws:s3:::${decode(path.slice(1))}`.replace(/\/$/, '')],
    action: (name) => ({ ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' })[name] ?? name,
    keyActions: (name) =>
      ({ PutObject: ['kms:GenerateDataKey'], GetObject: ['kms:Decrypt'], HeadObject: ['kms:Decrypt'] })[name] ?? [],
  },
  iotdata: {
    prefix: 'iot',
    resources: ({ path }) => [arnOf('iot', `topic/${decode(path.replace(/^\/topics\//, ''))}`)],
  },
}

/**
 * What IAM wants for a call: the action on each resource that it is about, and on AWS's behalf the use of the key that
 * encrypts it. Throws for a service that nobody has mapped.
 * Source: AWS Service Authorization Reference; the developer guides' pages on encryption for the keys.
 */
export const createPermissions = (template: Template) => {
  const keyOf = (arn: string): string | undefined => {
    const id = template.find(arn)?.properties
    const reference = id === undefined ? undefined : keyReference(id)
    const key = reference === undefined ? undefined : template.find(reference)
    return key?.type === 'AWS::KMS::Key' ? arnOfResource(key) : undefined
  }
  const secretArn = (arn: string) => {
    const found = template.find(arn) ?? template.find(arn.replace(/.*:secret:/, ''))
    return found?.type === 'AWS::SecretsManager::Secret' ? arnOfResource(found) : arn
  }

  return ({ service, action }: ApiCall, asked: Asked): Permission[] => {
    const known = services[service]
    if (known === undefined)
      throw new Error(`Nobody has said what IAM wants for ${service}: add it to infra/local/iam/permissions.ts.`)
    const named = known.resources(asked)
    return (service === 'secretsmanager' ? named.map(secretArn) : named).flatMap((resource) => {
      const name = known.action?.(action) ?? action
      const key = known.keyActions && keyOf(owner(resource))
      const uses = key === undefined ? [] : (known.keyActions?.(action) ?? [])
      return [
        { action: `${known.prefix}:${name}`, resource },
        ...uses.map((use) => ({ action: use, resource: key ?? '', via: service })),
      ]
    })
  }
}

/** Whose key it is: a table's index is encrypted as the table, an object as its bucket. */
const owner = (arn: string) => arn.replace(/\/index\/.*/, '').replace(/^(arn:aws:s3:::[^/]+)\/.*/s, '$1')

/** Where the types of a template say which key encrypts them. */
const keyReference = (properties: Properties): string | undefined => {
  const { SSESpecification, StreamEncryption, KmsMasterKeyId, KmsKeyId, BucketEncryption } = properties as {
    BucketEncryption?: {
      ServerSideEncryptionConfiguration: { ServerSideEncryptionByDefault?: { KMSMasterKeyID?: string } }[]
    }
    SSESpecification?: { KMSMasterKeyId?: string }
    StreamEncryption?: { KeyId?: string }
    KmsMasterKeyId?: string
    KmsKeyId?: string
  }
  const [ofBucket] = BucketEncryption?.ServerSideEncryptionConfiguration ?? []
  const bucketKey = ofBucket?.ServerSideEncryptionByDefault?.KMSMasterKeyID
  return bucketKey ?? SSESpecification?.KMSMasterKeyId ?? StreamEncryption?.KeyId ?? KmsMasterKeyId ?? KmsKeyId
}

const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // the service itself refuses it
  }
}
