import type { Subject } from './condition.ts'
import type { Customer, DeviceKind } from './customer.ts'
import type { Occasion } from './occasion.ts'
import type { Run, Runs } from './runs.ts'
import type { Rules } from './situation.ts'

const day = 24 * 60 * 60 * 1000

/** What a subject is made of. `customer` as the steps before have left her. */
type Asked = {
  occasion: Occasion
  device: { kind: DeviceKind }
  customer: Customer | undefined
  runs: Runs
  rules: Pick<Rules, 'release' | 'feeds'>
  now: number
}

/**
 * What conditions and templates can ask about: `customer`, `moment`, `event`, `receipt`, `device`, `visit`, `zone`, `venue`,
 * `feeds`, `stock`, `history`, `run` and `now`, in milliseconds since 1970. What a run was entered by stays its event and place.
 */
export const subjectOf = ({ occasion, device, customer, runs, rules, now }: Asked, run?: Run): Subject => {
  const place = 'venueId' in occasion ? occasion : run?.place
  const venueId = run?.place.venueId ?? place?.venueId
  const zoneId = run?.place.zoneId ?? (place && 'zoneId' in place ? place.zoneId : undefined)
  const index = venueId === undefined ? undefined : rules.release.venues.get(venueId)
  const isMoment = 'visitId' in occasion
  // one shape for all of them, and no getters: a thousand subjects a batch are made and read, each ten times as fast
  return {
    customer: customer === undefined ? { known: false } : { ...customer.traits, id: customer.id, known: true },
    device: { kind: device.kind },
    feeds: rules.feeds,
    stock: rules.feeds.stock,
    now,
    moment: isMoment ? momentOf(occasion) : undefined,
    visit: isMoment
      ? { id: occasion.visitId, seconds: occasion.visit?.seconds, path: occasion.visit?.path }
      : undefined,
    event: occasion.kind === 'event' ? { ...occasion.data, name: occasion.name } : run?.event,
    receipt: occasion.kind === 'receipt' ? occasion.receipt : undefined,
    venue: venueId === undefined ? undefined : { id: venueId, name: index?.venue.name },
    zone: zoneId === undefined ? undefined : { id: zoneId, name: index?.zones.get(zoneId)?.zone.name },
    history: historyOf(runs, now),
    run: { variants: variantsOf(runs, run), sent: Object.keys(run?.sent ?? {}) },
  }
}

const momentOf = ({ kind, venueId, zoneId, dwellSeconds, confidence }: Extract<Occasion, { visitId: string }>) => ({
  kind,
  venueId,
  zoneId,
  dwellSeconds,
  confidence,
})

type History = { entered: object; daysSinceEntered: object; openRuns: readonly string[] }

// of one occasion all journeys ask for the same one
const histories = new WeakMap<Runs, { now: number; history: History }>()

const historyOf = (runs: Runs, now: number): History => {
  const known = histories.get(runs)
  if (known?.now === now) return known.history
  const entered = Object.entries(runs.entered)
  const history = {
    entered: Object.fromEntries(entered.map(([id, { times }]) => [id, times])),
    daysSinceEntered: Object.fromEntries(entered.map(([id, { at }]) => [id, (now - at) / day])),
    openRuns: runs.open.map(({ journeyId }) => journeyId),
  }
  histories.set(runs, { now, history })
  return history
}

/** What was drawn in the experiments of a run's journey, by step. */
const variantsOf = ({ variants }: Runs, run: Run | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variants).flatMap(([key, { variant }]) => {
      const [journeyId, stepId = ''] = key.split('/')
      return journeyId === run?.journeyId ? [[stepId, variant]] : []
    }),
  )
