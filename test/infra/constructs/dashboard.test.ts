import { beforeAll, expect, test } from 'vitest'
import { metricNames } from '#shared/lambda/metric-names.ts'
import { type Synthesized, synthesizeTemplate } from '../template.ts'

let template: Synthesized
beforeAll(async () => {
  template = await synthesizeTemplate()
})

/** A metric as a graph has it: namespace, name, dimensions in pairs; `'.'` repeats what stands above. */
type Graphed = readonly unknown[]
type Widget = { properties: { title: string; metrics: Graphed[] } }

const widgets = () => {
  const [page] = template.ofType('CloudWatch::Dashboard')
  return (JSON.parse(String(page?.properties.DashboardBody)) as { widgets: Widget[] }).widgets
}
const metricsIn = (namespace: string) =>
  widgets().flatMap(({ properties }) => properties.metrics.filter(([of]) => of === namespace).map(([, name]) => name))

test('the page shows what is late, what happens, what is held back, what fails and what costs', () => {
  expect(template.ofType('CloudWatch::Dashboard').map(({ properties }) => properties.DashboardName)).toEqual(['usher'])
  expect(widgets().map(({ properties }) => properties.title)).toEqual([
    'How late events are, and how long a batch takes (ms)',
    'How late timers and the archive are (s)',
    'How long the API takes (ms)',
    'Records and moments',
    'What became of events',
    'Messages by state',
    'Suppressed, by reason',
    'Parked, by reason',
    'Webhooks refused, by reason',
    'Codes redeemed or not, by result',
    'Not well in venues',
    'Errors',
    'Throttles',
    'Waiting in queues',
    'Costs: function calls',
    'Costs: table reads and writes',
    'Costs: records, requests and bytes',
  ])
})

test('of what we count ourselves it shows everything but totals of what it shows in parts, and nothing else', () => {
  const totals = ['Suppressed', 'Parked']
  expect(metricsIn('Usher').toSorted()).toEqual(metricNames.filter((name) => !totals.includes(name)).toSorted())
})

test('every function, table and queue is on it', () => {
  const shown = JSON.stringify(widgets())
  const missing = ['Lambda::Function', 'DynamoDB::Table', 'SQS::Queue']
    .flatMap((type) => template.ofType(type))
    .filter(({ id }) => !shown.includes(`<${id}>`) && !shown.includes(`<${id}.QueueName>`))
  expect(missing.map(({ id }) => id)).toEqual([])
})
