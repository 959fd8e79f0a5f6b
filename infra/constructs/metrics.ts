import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import { type MetricName, metricNamespace, metricService } from '#shared/lambda/metric-names.ts'

type Look = { statistic: 'Sum' | 'Maximum' | 'Average'; minutes: 1 | 5 }
const summed: Look = { statistic: 'Sum', minutes: 5 }

const awsMetric =
  (namespace: string, dimension: string) =>
  (of: string, metricName: string, { statistic, minutes }: Look = summed) =>
    new Metric({
      namespace,
      metricName,
      dimensionsMap: { [dimension]: of },
      statistic,
      period: Duration.minutes(minutes),
    })

/** A service's own metrics, each by the one dimension that the service gives it. */
export const apiMetric = awsMetric('AWS/ApiGateway', 'ApiId')
export const functionMetric = awsMetric('AWS/Lambda', 'FunctionName')
export const mappingMetric = awsMetric('AWS/Lambda', 'EventSourceMappingUUID')
export const queueMetric = awsMetric('AWS/SQS', 'QueueName')
export const streamMetric = awsMetric('AWS/Kinesis', 'StreamName')
export const tableMetric = awsMetric('AWS/DynamoDB', 'TableName')
export const deliveryMetric = awsMetric('AWS/Firehose', 'DeliveryStreamName')

/** What the functions count themselves. */
export const usherMetric = (metricName: MetricName, { statistic, minutes }: Look = summed) =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: metricService },
    statistic,
    period: Duration.minutes(minutes),
  })
