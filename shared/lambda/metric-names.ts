import type { Outcome } from '#shared/domain/journal.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Reason } from '#shared/domain/situation.ts'
import type { RefusedDelivery } from '#shared/use-cases/receive-webhook.ts'
import type { RedemptionAnswer } from '#shared/use-cases/redeem-offers.ts'
import type { Watched } from '#shared/use-cases/watch-health.ts'

/** Where CloudWatch finds our metrics. All of them count, and have one dimension: the service. */
export const metricNamespace = 'Usher'
export const metricService = 'usher'

const keysOf = <K extends string>(table: Readonly<Record<K, true>>) => Object.keys(table) as K[]

const outcomes = keysOf<Outcome['outcome']>({ folded: true, duplicate: true, late: true, ignored: true, parked: true })

const receipts = keysOf<Receipt['event']>({
  delivered: true,
  opened: true,
  dismissed: true,
  redeemed: true,
  answered: true,
})

const suppressions = keysOf<Reason>({
  paused: true,
  staff: true,
  stale: true,
  audience: true,
  reentry: true,
  run_open: true,
  too_many_runs: true,
  holdout: true,
  erased: true,
  do_not_contact: true,
  no_consent: true,
  quiet_hours: true,
  frequency_cap: true,
  rate_ceiling: true,
  out_of_stock: true,
  offer_limit: true,
  offer_over: true,
  unrendered: true,
  no_device: true,
  ledger_full: true,
  outranked: true,
  shared_visit: true,
  duplicate: true,
})

const parkings = [
  'failed',
  'forged',
  'not_json',
  'wrong_shape',
  'empty',
  'too_many',
  'unknown_format',
  'unknown_device',
  'unknown_walk',
  'spoofed?',
  'bad_rssi',
  'bad_beacon',
  'bad_time',
  'bad_position',
  'clock_ahead',
  'too_old',
  'rule_failed',
  'ingest_failed',
  'timer_failed',
  'other', // a reason that nobody entered here: a metric a stranger's text would have no end
] as const

const webhookRefusals = keysOf<RefusedDelivery['refused']>({
  forged: true,
  replayed: true,
  stale: true,
  too_large: true,
})

const unhealthy = keysOf<Exclude<keyof Watched, 'changes'>>({
  beacon_silent: true,
  gateway_silent: true,
  venue_silent: true,
  battery_low: true,
  clock_skewed: true,
  unknown_ids: true,
})

const redemptions = keysOf<RedemptionAnswer['result'] | 'conflict'>({
  redeemed: true,
  already_redeemed: true,
  expired: true,
  unknown: true,
  forged: true,
  mistyped: true,
  conflict: true,
})

const families = {
  Outcome: outcomes,
  Messages: receipts,
  Suppressed: suppressions,
  Parked: parkings,
  WebhooksRefused: webhookRefusals,
  Unhealthy: unhealthy,
  Redemptions: redemptions,
} as const
type Families = typeof families
type Family = keyof Families

/** What is counted as a whole. What it is made of has metrics of its own: `Parked` is the sum of all `Parked.<reason>`. */
const totals = [
  'Records',
  'Moments',
  'Messages.claimed',
  'Messages.published',
  'PublishFailures',
  'Suppressed',
  'Parked',
  'ClaimConflicts',
  'BatchItemFailures',
  'TimersArmed',
  'TimersOverdue',
] as const

export type MetricName = (typeof totals)[number] | { [F in Family]: `${F}.${Families[F][number]}` }[Family]

/** The metrics of one family, by what sets them apart. */
export const metricsOf = <F extends Family>(family: F): readonly MetricName[] =>
  families[family].map((one) => `${family}.${one}` as MetricName)

/** Every metric that there can be: the emitter emits no other, dashboard and alarms name no other. */
export const metricNames: readonly MetricName[] = [
  ...totals,
  ...(Object.keys(families) as Family[]).flatMap((family) => metricsOf(family)),
]

const known: ReadonlySet<string> = new Set(metricNames)

/** The metric of a parked reason. */
export const parkedMetric = (reason: string): MetricName => {
  const name = `Parked.${reason}`
  return known.has(name) ? (name as MetricName) : 'Parked.other'
}

/** The metric of a delivery that was refused. */
export const webhookMetric = (refused: string): MetricName | undefined => {
  const name = `WebhooksRefused.${refused}`
  return known.has(name) ? (name as MetricName) : undefined
}

/** The metric of a suppressed message; a reason that is unknown here counts in the total only. */
export const suppressedMetric = (reason: string): MetricName | undefined => {
  const name = `Suppressed.${reason}`
  return known.has(name) ? (name as MetricName) : undefined
}
