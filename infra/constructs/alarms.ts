import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { Table } from 'aws-cdk-lib/aws-dynamodb'
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { AlarmTopic } from './alarm-topic.ts'
import type { Engagement } from './engagement.ts'
import type { Foundations } from './foundations.ts'
import type { Health } from './health.ts'
import type { HttpApi } from './http-api.ts'
import {
  apiMetric,
  deliveryMetric,
  functionMetric,
  mappingMetric,
  queueMetric,
  streamMetric,
  tableMetric,
  usherMetric,
} from './metrics.ts'
import { UsherQueue } from './queue.ts'
import type { Timers } from './timers.ts'
import { unwell } from './unwell.ts'
import { UsherFunction } from './usher-function.ts'

type Watched = {
  metric: IMetric
  /** Rings at this value and above; `below` rings under it. */
  from?: number
  below?: number
  /** So many periods in a row. */
  periods?: number
  /** Silence is bad news too. */
  silenceRings?: true
  means: string
  todo: string
}

const minuteByMinute = { statistic: 'Maximum', minutes: 1 } as const
const hour = 3_600_000

const nameOf = (queue: UsherQueue) => queue.node.path.split('/').slice(1).join('-')

/** What was given up, and is parked from the queue where it ended. */
const givenUp = [
  { reason: 'rule_failed', what: 'A topic rule could not hand on a message' },
  { reason: 'ingest_failed', what: 'ingest-gateways gave up a message of a gateway' },
  { reason: 'timer_failed', what: 'A timer did not reach the stream in ten tries' },
] as const

/** Every alarm of the stack: what is watched, from where on it rings, what that means, and what to do. */
export class Alarms extends Construct {
  readonly topic: AlarmTopic

  constructor(
    scope: Construct,
    id: string,
    parts: Foundations & { timers: Timers; engagement: Engagement; http: HttpApi; health: Health },
  ) {
    super(scope, id)
    this.topic = new AlarmTopic(this, 'Topic', parts.key)
    const all = Stack.of(this).node.findAll()
    for (const one of all) if (one instanceof UsherFunction) this.watchFunction(one)
    for (const one of all) if (one instanceof Table) this.watchTable(one)
    const workedOff = new Set(all.flatMap((one) => (one instanceof CfnEventSourceMapping ? one.eventSourceArn : [])))
    for (const one of all) {
      if (!(one instanceof UsherQueue)) continue
      if (workedOff.has(one.queueArn)) this.watchWork(one)
      else this.watchFailures(one)
    }
    this.watchStream(parts)
    this.watchWhatIsCounted()
    this.watchTimers(parts)
    this.watchHealth(parts)
    this.watchJournal(parts)
    this.alarm('api-5xx', {
      metric: apiMetric(parts.http.api.ref, '5xx'),
      from: 1,
      means: 'The HTTP API answered with an error of ours.',
      todo: 'Search the functions’ logs for “a request failed”: the line names the route and the error.',
    })
  }

  private watchFunction({ node: { id: name }, fn }: UsherFunction) {
    this.alarm(`${name}-errors`, {
      metric: functionMetric(fn.functionName, 'Errors'),
      from: 1,
      means: `${name} failed or ran out of time. What it was given is tried again, or waits in its dead letters.`,
      todo: 'Search its log for “an invocation failed”.',
    })
    this.alarm(`${name}-throttles`, {
      metric: functionMetric(fn.functionName, 'Throttles'),
      from: 1,
      means: `${name} was not run because the account’s concurrency is used up. Messages get late.`,
      todo: 'Find who uses it up (metric ConcurrentExecutions), and ask AWS for a higher quota.',
    })
  }

  private watchTable(table: Table) {
    const name = table.node.id.toLowerCase()
    this.alarm(`${name}-throttles`, {
      metric: new MathExpression({
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: {
          reads: tableMetric(table.tableName, 'ReadThrottleEvents'),
          writes: tableMetric(table.tableName, 'WriteThrottleEvents'),
        },
        period: Duration.minutes(5),
      }),
      from: 1,
      means: `The ${name} table refuses reads or writes: one partition is hot, or the load doubled within half an hour.`,
      todo: 'It passes when the table has grown. If not, look for one busy key with CloudWatch Contributor Insights.',
    })
  }

  private watchWork(queue: UsherQueue) {
    this.alarm(`${nameOf(queue)}-stuck`, {
      metric: queueMetric(queue.queueName, 'ApproximateAgeOfOldestMessage', { statistic: 'Maximum', minutes: 5 }),
      // a timer may rest for 900 s by design, and as long again while its function fails
      from: 1800,
      means: `Something has been in ${nameOf(queue)} for half an hour: what it holds comes late.`,
      todo: 'See whether the function that works it off runs, and why it fails.',
    })
  }

  private watchFailures(queue: UsherQueue) {
    this.alarm(`${nameOf(queue)}-filled`, {
      metric: queueMetric(queue.queueName, 'ApproximateNumberOfMessagesVisible', { statistic: 'Maximum', minutes: 5 }),
      from: 1,
      means: `Something was given up and waits in ${nameOf(queue)}. It is kept for 14 days.`,
      todo: 'Not even parking it worked. Read it in the console of SQS, mend the cause, and redrive the queue.',
    })
  }

  private watchStream({
    events,
    engagement: { engage, mapping },
  }: Pick<Foundations, 'events'> & { engagement: Engagement }) {
    const age = functionMetric(engage.fn.functionName, 'IteratorAge', minuteByMinute)
    this.alarm('engage-visitors-late', {
      metric: age,
      from: 60_000,
      periods: 3,
      means: 'For three minutes events have waited for a minute and more: offers come when she has walked on.',
      todo: 'See on the dashboard what fails or is throttled. If nothing is, raise the mapping’s ParallelizationFactor.',
    })
    this.alarm('engage-visitors-losing', {
      metric: age,
      from: 3 * hour,
      means: 'Events have waited for three hours. After six they go to the bucket of failed batches.',
      todo: 'Search the log of engage-visitors for “a mailbox stopped”: an outage names itself there.',
    })
    this.alarm('engage-visitors-given-up', {
      metric: mappingMetric(mapping.ref, 'OnFailureDestinationDeliveredEventCount'),
      from: 1,
      means: 'Events failed for six hours and went to the bucket of failed batches: purchases may be among them.',
      todo: 'Mend the cause, then drive them again with npx usher parked.',
    })
    this.alarm('engage-visitors-dropped', {
      metric: mappingMetric(mapping.ref, 'DroppedEventCount'),
      from: 1,
      means: 'Events were given up and could not even be kept: they are lost.',
      todo: 'See why engage-visitors’ role can not write to the bucket of failed batches.',
    })
    this.alarm('events-throttled', {
      metric: streamMetric(events.stream.streamName, 'WriteProvisionedThroughputExceeded'),
      from: 1,
      means: 'The stream refuses records: one mailbox is above 1 MB/s, or traffic doubled faster than shards do.',
      todo: 'The senders try again. If it lasts, look in the archive for the mailbox with the most outcomes.',
    })
  }

  private watchWhatIsCounted() {
    this.alarm('parked-failed', {
      metric: usherMetric('Parked.failed'),
      from: 1,
      means: 'Something readable broke our own code and was parked with its stack.',
      todo: 'npx usher parked shows it. Mend the code, deploy, and drive it again.',
    })
    this.alarm('parked', {
      metric: usherMetric('Parked'),
      from: 100,
      means: 'A hundred things in five minutes could not be read: a firmware or app speaks differently since today.',
      todo: 'See on the dashboard which reason it is, and npx usher parked for samples.',
    })
    for (const { reason, what } of givenUp) {
      this.alarm(`parked-${reason.replace('_', '-')}`, {
        metric: usherMetric(`Parked.${reason}`),
        from: 1,
        means: `${what} and was parked.`,
        todo: 'npx usher parked shows why. Mend the cause, and drive it again.',
      })
    }
    this.alarm('webhooks-forged', {
      metric: usherMetric('WebhooksRefused.forged'),
      from: 10,
      means:
        'Ten deliveries in five minutes were not signed with their webhook’s secret: an engine has an old one, or somebody tries doors.',
      todo: 'If positions stopped, open the webhook anew (POST /venues/{venueId}/webhooks/{engine}) and enter its secret at the engine.',
    })
    this.alarm('publish-failures', {
      metric: usherMetric('PublishFailures'),
      from: 1,
      means: 'Messages that were promised could not be published. They are tried again until they go out.',
      todo: 'Search the log of engage-visitors for “a mailbox stopped”, and AWS Health for IoT Core.',
    })
    this.alarm('batch-item-failures', {
      metric: usherMetric('BatchItemFailures', { statistic: 'Sum', minutes: 1 }),
      from: 1,
      periods: 5,
      means: 'For five minutes mailboxes or timers have been failing. They are retried and hold up only themselves.',
      todo: 'Search the logs for “a mailbox stopped” and “is no timer”: the line names the error.',
    })
  }

  private watchTimers({ timers }: { timers: Timers }) {
    this.alarm('sweep-timers-missing', {
      metric: functionMetric(timers.sweep.fn.functionName, 'Invocations', { statistic: 'Sum', minutes: 1 }),
      below: 1,
      periods: 5,
      silenceRings: true,
      means: 'For five minutes nobody has swept the due table: timers beyond 15 minutes do not go off.',
      todo: 'See whether the rule EveryMinute is enabled and may invoke sweep-timers.',
    })
    this.alarm('timers-overdue', {
      metric: usherMetric('TimersOverdue'),
      from: 1,
      periods: 3,
      means: 'For a quarter of an hour sweeps have been finding timers that did not go off by themselves.',
      todo: 'See whether wake-mailboxes fails, and whether engage-visitors is late.',
    })
  }

  private watchHealth({ health }: { health: Health }) {
    this.alarm('watch-health-missing', {
      metric: functionMetric(health.watch.fn.functionName, 'Invocations', { statistic: 'Sum', minutes: 1 }),
      below: 1,
      periods: 5,
      silenceRings: true,
      means: 'For five minutes nobody has looked whether beacons and gateways are well.',
      todo: 'See whether the rule EveryMinute is enabled and may invoke watch-health.',
    })
    for (const { what, means, todo } of unwell) {
      this.alarm(what.replace('_', '-'), {
        metric: usherMetric(`Unhealthy.${what}`, { statistic: 'Maximum', minutes: 5 }),
        from: 1,
        means,
        todo,
      })
    }
  }

  private watchJournal({ journal: { stream } }: Pick<Foundations, 'journal'>) {
    this.alarm('journal-stale', {
      metric: deliveryMetric(stream.ref, 'DeliveryToS3.DataFreshness', { statistic: 'Maximum', minutes: 5 }),
      from: 900,
      means: 'Decisions wait for a quarter of an hour to be archived. Firehose keeps them for a day.',
      todo: 'See the journal’s own log for why S3 or the key refuses.',
    })
    this.alarm('journal-failing', {
      metric: deliveryMetric(stream.ref, 'DeliveryToS3.Success', { statistic: 'Average', minutes: 5 }),
      below: 1,
      means: 'Firehose could not write to the archive, and goes on trying for a day.',
      todo: 'See the journal’s own log for why S3 or the key refuses.',
    })
    this.alarm('journal-throttled', {
      metric: deliveryMetric(stream.ref, 'ThrottledRecords'),
      from: 1,
      means: 'The journal refuses records, and engage-visitors waits for it.',
      todo: 'Ask AWS for a higher quota of the delivery stream.',
    })
  }

  private alarm(name: string, { metric, from, below, periods = 1, silenceRings, means, todo }: Watched) {
    const alarm = new Alarm(this, name, {
      alarmName: `usher-${name}`,
      alarmDescription: `${means} ${todo}`,
      metric,
      threshold: below ?? from ?? 1,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silenceRings ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic.topicArn }) })
  }
}
