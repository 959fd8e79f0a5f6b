import { beforeAll, expect, test } from 'vitest'
import { metricNames } from '#shared/lambda/metric-names.ts'
import { FUNCTIONS, type Resource, type Synthesized, statements, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

type Alarm = {
  AlarmName: string
  AlarmDescription: string
  AlarmActions: string[]
  Namespace?: string
  MetricName?: string
  Dimensions?: { Name: string; Value: string }[]
  Metrics?: { Expression?: string; MetricStat?: { Metric: Omit<Alarm, 'Metrics'>; Stat: string; Period: number } }[]
  Statistic?: string
  Period?: number
  Threshold: number
  ComparisonOperator: string
  EvaluationPeriods: number
  TreatMissingData: string
}

const alarms = () => template.ofType('CloudWatch::Alarm').map(({ properties }) => properties as Alarm)
const signs: Readonly<Record<string, string>> = { GreaterThanOrEqualToThreshold: '≥', LessThanThreshold: '<' }
const placeOf = ({ Namespace, MetricName, Dimensions = [] }: Omit<Alarm, 'Metrics'>) =>
  `${Namespace} ${MetricName} of ${Dimensions.map(({ Name, Value }) => `${Name} ${Value}`).join(', ')}`

/** An alarm as one line: what it watches, where, how it is summed up over how many seconds, and when it rings. */
const told = (alarm: Alarm) => {
  const { Metrics = [], Statistic, Period, Threshold, ComparisonOperator, EvaluationPeriods, TreatMissingData } = alarm
  const watched =
    Metrics.length === 0
      ? `${Statistic} in ${Period} s of ${placeOf(alarm)}`
      : Metrics.map(({ Expression, MetricStat }) =>
          MetricStat === undefined
            ? Expression
            : `${MetricStat.Stat} in ${MetricStat.Period} s of ${placeOf(MetricStat.Metric)}`,
        ).join(' | ')
  const times = EvaluationPeriods > 1 ? `, ${EvaluationPeriods} times in a row` : ''
  const silence = TreatMissingData === 'notBreaching' ? '' : `, silence is ${TreatMissingData}`
  return `${watched} ${signs[ComparisonOperator]} ${Threshold}${times}${silence}`
}

const rings = (name: string) => {
  const found = alarms().find(({ AlarmName }) => AlarmName === `usher-${name}`)
  return found && told(found)
}

const idOf = (name: string) => `<${template.functionOf(name).id}>`

test.each([
  [
    'engage-visitors-late',
    'Maximum in 60 s of AWS/Lambda IteratorAge of FunctionName <EngagementengagevisitorsFunction> ≥ 60000, 3 times in a row',
  ],
  [
    'engage-visitors-losing',
    'Maximum in 60 s of AWS/Lambda IteratorAge of FunctionName <EngagementengagevisitorsFunction> ≥ 10800000',
  ],
  [
    'engage-visitors-given-up',
    'Sum in 300 s of AWS/Lambda OnFailureDestinationDeliveredEventCount of EventSourceMappingUUID <EngagementMapping> ≥ 1',
  ],
  [
    'engage-visitors-dropped',
    'Sum in 300 s of AWS/Lambda DroppedEventCount of EventSourceMappingUUID <EngagementMapping> ≥ 1',
  ],
  [
    'events-throttled',
    'Sum in 300 s of AWS/Kinesis WriteProvisionedThroughputExceeded of StreamName <EventStreamEvents> ≥ 1',
  ],
  ['parked-failed', 'Sum in 300 s of Usher Parked.failed of service usher ≥ 1'],
  ['parked-rule-failed', 'Sum in 300 s of Usher Parked.rule_failed of service usher ≥ 1'],
  ['parked-ingest-failed', 'Sum in 300 s of Usher Parked.ingest_failed of service usher ≥ 1'],
  ['parked-timer-failed', 'Sum in 300 s of Usher Parked.timer_failed of service usher ≥ 1'],
  ['parked', 'Sum in 300 s of Usher Parked of service usher ≥ 100'],
  ['publish-failures', 'Sum in 300 s of Usher PublishFailures of service usher ≥ 1'],
  ['batch-item-failures', 'Sum in 60 s of Usher BatchItemFailures of service usher ≥ 1, 5 times in a row'],
  [
    'sweep-timers-missing',
    'Sum in 60 s of AWS/Lambda Invocations of FunctionName <TimerssweeptimersFunction> < 1, 5 times in a row, silence is breaching',
  ],
  ['timers-overdue', 'Sum in 300 s of Usher TimersOverdue of service usher ≥ 1, 3 times in a row'],
  [
    'journal-stale',
    'Maximum in 300 s of AWS/Firehose DeliveryToS3.DataFreshness of DeliveryStreamName <JournalStream> ≥ 900',
  ],
  [
    'journal-failing',
    'Average in 300 s of AWS/Firehose DeliveryToS3.Success of DeliveryStreamName <JournalStream> < 1',
  ],
  ['journal-throttled', 'Sum in 300 s of AWS/Firehose ThrottledRecords of DeliveryStreamName <JournalStream> ≥ 1'],
  ['api-5xx', 'Sum in 300 s of AWS/ApiGateway 5xx of ApiId <HttpApi> ≥ 1'],
])('%s: %s', (name, expected) => {
  expect(rings(name)).toBe(expected)
})

test('every function has an alarm on its errors and on being throttled', () => {
  expect(template.ofType('Lambda::Function')).toHaveLength(FUNCTIONS.length)
  for (const name of FUNCTIONS) {
    const where = `of FunctionName ${idOf(name)} ≥ 1`
    expect([rings(`${name}-errors`), rings(`${name}-throttles`)]).toEqual([
      `Sum in 300 s of AWS/Lambda Errors ${where}`,
      `Sum in 300 s of AWS/Lambda Throttles ${where}`,
    ])
  }
})

/** The resources of a type whose own id no alarm of this kind names. */
const unwatched = (type: string, watches: (id: string) => string, but: (resource: Resource) => boolean = () => false) =>
  template
    .ofType(type)
    .filter((resource) => !but(resource) && !alarms().map(told).includes(watches(resource.id)))
    .map(({ id }) => id)

const isWorkedOff = ({ id }: Resource) =>
  template.ofType('Lambda::EventSourceMapping').some(({ properties }) => properties.EventSourceArn === `<${id}.Arn>`)

test('every queue that nobody works off has an alarm on its first message', () => {
  const watches = (id: string) =>
    `Maximum in 300 s of AWS/SQS ApproximateNumberOfMessagesVisible of QueueName <${id}.QueueName> ≥ 1`
  expect(unwatched('SQS::Queue', watches, isWorkedOff)).toEqual([])
})

test('every queue that is worked off has an alarm on its oldest message', () => {
  const watches = (id: string) =>
    `Maximum in 300 s of AWS/SQS ApproximateAgeOfOldestMessage of QueueName <${id}.QueueName> ≥ 1800`
  expect(unwatched('SQS::Queue', watches, (queue) => !isWorkedOff(queue))).toEqual([])
})

test('every table has an alarm on refused reads and writes', () => {
  const watches = (id: string) =>
    [
      'FILL(reads, 0) + FILL(writes, 0)',
      `Sum in 300 s of AWS/DynamoDB ReadThrottleEvents of TableName <${id}>`,
      `Sum in 300 s of AWS/DynamoDB WriteThrottleEvents of TableName <${id}> ≥ 1`,
    ].join(' | ')
  expect(unwatched('DynamoDB::Table', watches)).toEqual([])
})

test('every bucket of failed batches is behind a mapping that counts what goes there, with an alarm', () => {
  const destinations = template
    .ofType('Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.DestinationConfig)
  expect(destinations.map(({ id, properties }) => [id, properties.MetricsConfig])).toEqual([
    ['EngagementMapping', { Metrics: ['EventCount'] }],
  ])
})

test('every alarm goes to the topic, says what it means and what to do, and watches something that we really count', () => {
  expect(template.ofType('CloudWatch::Alarm').length).toBeGreaterThan(2 * FUNCTIONS.length)
  for (const { AlarmName, AlarmDescription, AlarmActions } of alarms()) {
    expect([AlarmName, AlarmActions]).toEqual([AlarmName, ['<AlarmsTopic>']])
    expect(AlarmDescription.split(/(?<=\.) /).length).toBeGreaterThanOrEqual(2)
  }
  const own = alarms().flatMap(({ Namespace, MetricName }) => (Namespace === 'Usher' ? [MetricName] : []))
  expect(own.length).toBeGreaterThan(0)
  expect(own.filter((name) => !(metricNames as readonly unknown[]).includes(name))).toEqual([])
})

test('the topic is encrypted with our key, speaks TLS only, and lets this account’s alarms in', () => {
  expect(template.ofType('SNS::Topic').map(({ id, properties }) => [id, properties])).toEqual([
    ['AlarmsTopic', { DisplayName: 'Usher alarms', KmsMasterKeyId: '<DataKey.Arn>' }],
  ])
  const [policy] = template.ofType('SNS::TopicPolicy')
  const inAccount = { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } }
  const byCloudWatch = { Service: 'cloudwatch.amazonaws.com' }
  expect(policy && statements(policy)).toEqual([
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    {
      Sid: '1',
      Effect: 'Allow',
      Principal: byCloudWatch,
      Action: ['sns:Publish'],
      Resource: ['<AlarmsTopic>'],
      Condition: inAccount,
    },
  ])
  expect(statements(template.the('KMS::Key', 'DataKey'))).toContainEqual({
    Effect: 'Allow',
    Principal: byCloudWatch,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: ['*'],
    Condition: inAccount,
  })
})
