import { Dashboard, GraphWidget, type IMetric, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch'
import { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { metricsOf } from '#shared/lambda/metric-names.ts'
import type { Engagement } from './engagement.ts'
import type { Foundations } from './foundations.ts'
import type { HttpApi } from './http-api.ts'
import {
  apiMetric,
  deliveryMetric,
  functionMetric,
  queueMetric,
  streamMetric,
  tableMetric,
  usherMetric,
} from './metrics.ts'
import { UsherQueue } from './queue.ts'
import type { Timers } from './timers.ts'
import { UsherFunction } from './usher-function.ts'

const rowWidth = 24
const slowest = { statistic: 'Maximum', minutes: 5 } as const

/** One page that answers: is it late, what happens, what is held back and why, what fails, and what costs. */
export class OperationsDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      timers,
      engagement,
      http,
      events,
      journal,
    }: Foundations & { timers: Timers; engagement: Engagement; http: HttpApi },
  ) {
    super(scope, id)
    const all = Stack.of(this).node.findAll()
    const functions = all.filter((one) => one instanceof UsherFunction)
    const tables = all.filter((one) => one instanceof Table)
    const queues = all.filter((one) => one instanceof UsherQueue)
    const ofFunctions = (metricName: string) => functions.map(({ fn }) => functionMetric(fn.functionName, metricName))
    const engage = engagement.engage.fn.functionName
    const stream = events.stream.streamName
    const archive = journal.stream.ref

    const dashboard = new Dashboard(this, 'Page', { dashboardName: 'usher', periodOverride: PeriodOverride.AUTO })
    const row = (...graphs: readonly [title: string, metrics: IMetric[]][]) =>
      dashboard.addWidgets(
        ...graphs.map(([title, left]) => new GraphWidget({ title, left, width: rowWidth / graphs.length })),
      )
    row(
      [
        'How late events are, and how long a batch takes (ms)',
        [functionMetric(engage, 'IteratorAge', slowest), functionMetric(engage, 'Duration', slowest)],
      ],
      [
        'How late timers and the archive are (s)',
        [
          queueMetric(timers.queue.queueName, 'ApproximateAgeOfOldestMessage', slowest),
          deliveryMetric(archive, 'DeliveryToS3.DataFreshness', slowest),
        ],
      ],
      ['How long the API takes (ms)', [apiMetric(http.api.ref, 'Latency', slowest)]],
    )
    row(
      ['Records and moments', [usherMetric('Records'), usherMetric('Moments'), usherMetric('TimersArmed')]],
      ['What became of events', metricsOf('Outcome').map((name) => usherMetric(name))],
    )
    row(
      [
        'Messages by state',
        [
          usherMetric('Messages.claimed'),
          usherMetric('Messages.published'),
          ...metricsOf('Messages').map((name) => usherMetric(name)),
        ],
      ],
      ['Suppressed, by reason', metricsOf('Suppressed').map((name) => usherMetric(name))],
      ['Parked, by reason', metricsOf('Parked').map((name) => usherMetric(name))],
      ['Webhooks refused, by reason', metricsOf('WebhooksRefused').map((name) => usherMetric(name))],
      ['Codes redeemed or not, by result', metricsOf('Redemptions').map((name) => usherMetric(name))],
      ['Not well in venues', metricsOf('Unhealthy').map((name) => usherMetric(name, slowest))],
    )
    row(
      [
        'Errors',
        [
          ...ofFunctions('Errors'),
          apiMetric(http.api.ref, '5xx'),
          usherMetric('BatchItemFailures'),
          usherMetric('PublishFailures'),
          usherMetric('ClaimConflicts'),
          usherMetric('TimersOverdue'),
        ],
      ],
      [
        'Throttles',
        [
          ...ofFunctions('Throttles'),
          streamMetric(stream, 'WriteProvisionedThroughputExceeded'),
          deliveryMetric(archive, 'ThrottledRecords'),
          ...tables.flatMap(({ tableName }) => [
            tableMetric(tableName, 'ReadThrottleEvents'),
            tableMetric(tableName, 'WriteThrottleEvents'),
          ]),
        ],
      ],
      [
        'Waiting in queues',
        queues.map(({ queueName }) => queueMetric(queueName, 'ApproximateNumberOfMessagesVisible', slowest)),
      ],
    )
    row(
      ['Costs: function calls', ofFunctions('Invocations')],
      [
        'Costs: table reads and writes',
        tables.flatMap(({ tableName }) => [
          tableMetric(tableName, 'ConsumedReadCapacityUnits'),
          tableMetric(tableName, 'ConsumedWriteCapacityUnits'),
        ]),
      ],
      [
        'Costs: records, requests and bytes',
        [
          streamMetric(stream, 'IncomingRecords'),
          streamMetric(stream, 'IncomingBytes'),
          deliveryMetric(archive, 'IncomingBytes'),
          queueMetric(timers.queue.queueName, 'NumberOfMessagesSent'),
          apiMetric(http.api.ref, 'Count'),
        ],
      ],
    )
  }
}
