import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { type MetricName, metricNamespace, metricService } from './metric-names.ts'

/** Adds to a metric of the invocation that is running. */
export type Count = (name: MetricName, by?: number) => void

const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService })

// Summed up here, because Powertools keeps each value that it is given, and prints a line whenever it has a hundred of one.
const tally = new Map<MetricName, number>()

export const count: Count = (name, by = 1) => {
  if (by > 0) tally.set(name, (tally.get(name) ?? 0) + by)
}

/** Prints what was counted since the last time as one line in CloudWatch's embedded metric format, or nothing. */
export const publishCounts = (functionName: string): void => {
  if (tally.size === 0) return
  for (const [name, sum] of tally) metrics.addMetric(name, MetricUnit.Count, sum)
  tally.clear()
  metrics.addMetadata('function', functionName)
  metrics.publishStoredMetrics()
}
