import { beforeAll, expect, test } from 'vitest'
import { standing } from '#infra/cost/unit-prices.ts'
import { metricNames } from '#shared/lambda/metric-names.ts'
import { FUNCTIONS, type Resource, type Synthesized, statements, synthesizeTemplate } from './template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

const KEY = '<DataKey.Arn>'

/** Every resource of a type by its id, as `look` sees it. */
const each = (type: string, look: (resource: Resource) => unknown) =>
  Object.fromEntries(template.ofType(type).map((resource) => [resource.id, look(resource)]))

/** The functions whose role allows `action` on `resource`. */
const whoMay = (action: RegExp, resource: string) =>
  FUNCTIONS.filter((name) => template.permissionsOf(name)[resource]?.some((allowed) => action.test(allowed)))

test('every table but those of counts and explanations is recoverable to the second, and all are encrypted with our key and hard to delete', () => {
  const promises = ({ properties, deletionPolicy }: Resource) => ({
    key: properties.KeySchema,
    billing: properties.BillingMode,
    encryption: properties.SSESpecification,
    recovery: properties.PointInTimeRecoverySpecification,
    deletion: [properties.DeletionProtectionEnabled, deletionPolicy],
    expiry: properties.TimeToLiveSpecification,
  })
  const safe = {
    key: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    billing: 'PAY_PER_REQUEST',
    encryption: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    recovery: { PointInTimeRecoveryEnabled: true },
    deletion: [true, 'Retain'],
    expiry: undefined,
  }
  const sorted = { ...safe, key: [...safe.key, { AttributeName: 'sk', KeyType: 'RANGE' }] }
  const expiry = { AttributeName: 'expiresAt', Enabled: true }
  const forgetful = { ...sorted, expiry, recovery: { PointInTimeRecoveryEnabled: false } }
  expect(each('DynamoDB::Table', promises)).toEqual({
    TablesPresence: safe,
    TablesLedgers: safe,
    TablesDirectory: safe,
    TablesReleases: { ...sorted, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesDue: sorted,
    TablesCalibration: sorted,
    TablesWebhooks: { ...safe, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesOffers: { ...safe, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesHealth: { ...sorted, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesParked: { ...sorted, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesTasks: { ...sorted, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    TablesJobs: { ...sorted, expiry: { AttributeName: 'expiresAt', Enabled: true } },
    // a salt that was destroyed must not come back, nor what was told of people for a while
    TablesCounts: forgetful,
    TablesExplanations: forgetful,
  })
})

test('every queue is encrypted with our key, and each has dead letters but those that are the end of the line', () => {
  expect(each('SQS::Queue', ({ properties }) => [properties.KmsMasterKeyId, properties.RedrivePolicy])).toEqual({
    TimersQueue: [KEY, { deadLetterTargetArn: '<TimersDeadLetters.Arn>', maxReceiveCount: 10 }],
    TimersDeadLetters: [KEY, undefined],
    CalibrationQueue: [KEY, { deadLetterTargetArn: '<CalibrationDeadLetters.Arn>', maxReceiveCount: 10 }],
    CalibrationDeadLetters: [KEY, undefined],
    IngestionRuleErrors: [KEY, { deadLetterTargetArn: '<IngestionRuleErrorsDeadLetters.Arn>', maxReceiveCount: 10 }],
    IngestionRuleErrorsDeadLetters: [KEY, undefined],
    IngestionFailures: [KEY, undefined],
  })
})

test('buckets and queues refuse whoever does not speak TLS', () => {
  const guarded = (type: string, names: string) =>
    template
      .ofType(type)
      .filter((policy) =>
        statements(policy).some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        ),
      )
      .flatMap(({ properties }) => properties[names])
  const all = (type: string) => template.ofType(type).map(({ id }) => `<${id}>`)
  expect(guarded('SQS::QueuePolicy', 'Queues').sort()).toEqual(all('SQS::Queue').sort())
  expect(guarded('S3::BucketPolicy', 'Bucket').sort()).toEqual(all('S3::Bucket').sort())
})

test('every bucket is private, encrypted and forgets, and its access is logged', () => {
  const promises = ({ properties }: Resource) => {
    const [rule] = (properties.LifecycleConfiguration as { Rules: { ExpirationInDays: number }[] }).Rules
    const [encryption] = (properties.BucketEncryption as { ServerSideEncryptionConfiguration: object[] })
      .ServerSideEncryptionConfiguration
    return {
      open: Object.values(properties.PublicAccessBlockConfiguration as Record<string, boolean>).includes(false),
      encryption: JSON.stringify(encryption).match(/<DataKey.Arn>|AES256/)?.[0],
      days: rule?.ExpirationInDays,
      logs: (properties.LoggingConfiguration as { DestinationBucketName?: string } | undefined)?.DestinationBucketName,
    }
  }
  expect(each('S3::Bucket', promises)).toEqual({
    // S3 delivers access logs only where its own keys encrypt, and logging the log would never end.
    AccessLogs: { open: false, encryption: 'AES256', days: 90, logs: undefined },
    JournalArchive: { open: false, encryption: KEY, days: 30, logs: '<AccessLogs>' },
    EngagementFailedBatches: { open: false, encryption: KEY, days: 90, logs: '<AccessLogs>' },
    ImportsFiles: { open: false, encryption: KEY, days: 30, logs: '<AccessLogs>' },
  })
})

test('the key rotates, and secrets, logs and the journal are encrypted with it', () => {
  expect(each('KMS::Key', ({ properties }) => properties.EnableKeyRotation)).toEqual({ DataKey: true })
  const secret = { KmsKeyId: KEY, GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } }
  expect(
    each('SecretsManager::Secret', ({ properties: { KmsKeyId, GenerateSecretString } }) => ({
      KmsKeyId,
      GenerateSecretString,
    })),
  ).toEqual({
    SecretsDeviceKey: secret,
    SecretsHardwareKey: secret,
    SecretsPseudonymKey: secret,
    SecretsCodeKey: secret,
  })
  for (const { properties } of template.ofType('Logs::LogGroup'))
    expect(properties).toEqual({ RetentionInDays: 30, KmsKeyId: KEY })
  expect(template.the('KinesisFirehose::DeliveryStream', 'JournalStream').properties).toMatchObject({
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: KEY },
    ExtendedS3DestinationConfiguration: {
      CompressionFormat: 'GZIP',
      BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
      Prefix: 'journal/!{timestamp:yyyy/MM/dd/HH}/',
    },
  })
})

test('the journal says in a log of its own what it could not deliver', () => {
  expect(each('Logs::LogStream', ({ properties }) => properties)).toEqual({
    JournalLogStream: { LogGroupName: '<JournalLogs>' },
  })
  expect(template.the('KinesisFirehose::DeliveryStream', 'JournalStream').properties).toMatchObject({
    ExtendedS3DestinationConfiguration: {
      CloudWatchLoggingOptions: { Enabled: true, LogGroupName: '<JournalLogs>', LogStreamName: '<JournalLogStream>' },
    },
  })
})

test('every function runs on Node 24 and ARM, with a role and a log of its own', () => {
  const functions = template.ofType('Lambda::Function')
  expect(functions.map(({ properties }) => String(properties.FunctionName)).sort()).toEqual(
    FUNCTIONS.map((name) => `usher-${name}`),
  )
  for (const { properties } of functions)
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      // learning takes minutes, and goes with a core
      MemorySize: properties.FunctionName === 'usher-learn-radio-maps' ? 1769 : 512,
    })
  expect(new Set(functions.map(({ properties }) => properties.Role)).size).toBe(FUNCTIONS.length)
  expect(new Set(functions.map(({ properties }) => JSON.stringify(properties.LoggingConfig))).size).toBe(
    FUNCTIONS.length,
  )
})

test('what a function is told of it may use, and what it may use it is told of', () => {
  // What the event source mapping or a failure destination needs of the role; the code never names it.
  const plumbing = /^<(EventStreamEngagement|EngagementFailedBatches|IngestionFailures|TimersQueue|CalibrationQueue)\b/
  for (const name of FUNCTIONS) {
    const { Environment } = template.functionOf(name).properties as {
      Environment?: { Variables: Record<string, string> }
    }
    const told = Object.values(Environment?.Variables ?? {}).map(bare)
    const may = Object.keys(template.permissionsOf(name))
    expect(told.filter((resource) => !may.map(bare).includes(resource))).toEqual([])
    expect(
      may.filter((resource) => resource.startsWith('<') && !plumbing.test(resource) && !told.includes(bare(resource))),
    ).toEqual(name === 'engage-visitors' ? ['<EventStreamEvents.Arn>'] : [])
  }
})

test('what the price list counts by the month is what there is', () => {
  const count = (type: string) => template.ofType(type).length
  expect({
    secrets: count('SecretsManager::Secret'),
    alarms: count('CloudWatch::Alarm'),
    metrics: metricNames.length,
    dashboards: count('CloudWatch::Dashboard'),
  }).toEqual(standing)
})

test('what must have few writers and readers has few', () => {
  const write = /^dynamodb:(Put|Update|Delete|BatchWrite)/
  expect({
    'writes presence': whoMay(write, '<TablesPresence.Arn>'),
    'writes ledgers': whoMay(write, '<TablesLedgers.Arn>'),
    'appends to the stream': whoMay(/^kinesis:PutRecord/, '<EventStreamEvents.Arn>'),
    'reads the code key': whoMay(/GetSecretValue/, '<SecretsCodeKey>'),
    'reads the device key': whoMay(/GetSecretValue/, '<SecretsDeviceKey>'),
    'reads the hardware key': whoMay(/GetSecretValue/, '<SecretsHardwareKey>'),
    'reads the pseudonym key': whoMay(/GetSecretValue/, '<SecretsPseudonymKey>'),
    'publishes to phones': FUNCTIONS.filter((name) =>
      Object.values(template.permissionsOf(name))
        .flat()
        .some((action) => action.startsWith('iot:')),
    ),
  }).toEqual({
    'writes presence': ['engage-visitors'],
    'writes ledgers': ['engage-visitors', 'manage-customers'],
    'appends to the stream': [
      'enrol-devices',
      'ingest-gateways',
      'manage-customers',
      'manage-devices',
      'manage-failed-batches',
      'manage-parked',
      'receive-events',
      'receive-webhooks',
      'redeem-offers',
      'send-journeys',
      'start-schedules',
      'stock-offers',
      'wake-mailboxes',
      'withdraw-offers',
    ],
    'reads the code key': ['engage-visitors', 'redeem-offers'],
    'reads the device key': ['authorize-devices', 'enrol-devices', 'enrol-gateways'],
    'reads the hardware key': [
      'ingest-gateways',
      'manage-devices',
      'manage-parked',
      'manage-webhooks',
      'park-dead-letters',
      'receive-webhooks',
      'watch-health',
    ],
    'reads the pseudonym key': ['engage-visitors'],
    'publishes to phones': ['engage-visitors', 'send-journeys'],
  })
})

test('nothing is allowed by a wildcard that AWS does not force', () => {
  const iot = 'arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:topic'
  const found = template.resources.flatMap((resource) =>
    statements(resource)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) => [...Action, ...Resource])
      .filter((text) => text.includes('*'))
      .map((text) => `${resource.id} ${text}`),
  )
  expect(found.sort()).toEqual(
    [
      // In a key's own policy `*` is that key, and without `kms:*` for the account nobody could ever change it.
      'DataKey *',
      'DataKey *',
      'DataKey *',
      'DataKey kms:*',
      // S3 names the objects of its access logs itself, below a prefix for each bucket.
      'AccessLogsPolicy <AccessLogs.Arn>/archive/*',
      'AccessLogsPolicy <AccessLogs.Arn>/failedbatches/*',
      'AccessLogsPolicy <AccessLogs.Arn>/files/*',
      // Lambda and Firehose name the objects that they write themselves.
      'EngagementengagevisitorsRole <EngagementFailedBatches.Arn>/aws/lambda/*',
      'ParkedmanagefailedbatchesRole <EngagementFailedBatches.Arn>/aws/lambda/*',
      'JournalRole <JournalArchive.Arn>/journal*',
      // Phones, venues and jobs are made after the stack.
      ...['exports', 'reports', 'uploads'].map((prefix) => `ImportsmanageimportsRole <ImportsFiles.Arn>/${prefix}/*`),
      ...['reports', 'uploads'].map((prefix) => `ImportsrunimportsRole <ImportsFiles.Arn>/${prefix}/*`),
      `EngagementengagevisitorsRole ${iot}/usher/devices/*/messages`,
      `SendingsendjourneysRole ${iot}/usher/devices/*/messages`,
      `DeviceAccessGatewayPolicy ${iot}/usher/*/gateways/\${iot:Connection.Thing.ThingName}/*`,
    ].sort(),
  )
})

/** A reference without its attribute: `<TablesDue.Arn>`, `<TablesDue>` and its index are the same table, a bucket's objects the bucket. */
const bare = (reference: string) => reference.replace(/\.\w+>(\/index\/\w+|\/\w+\/\*)?$/, '>')
