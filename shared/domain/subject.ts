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
  const event = occasion.kind === 'event' ? { ...occasion.data, name: occasion.name } : run?.event
  return {
    customer: customer === undefined ? { known: false } : { ...customer.traits, id: customer.id, known: true },
    device: { kind: device.kind },
    feeds: rules.feeds,
    stock: rules.feeds.stock,
    now,
    ...('visitId' in occasion && { moment: momentOf(occasion), visit: { id: occasion.visitId, ...occasion.visit } }),
    ...(event && { event }),
    ...(occasion.kind === 'receipt' && { receipt: occasion.receipt }),
    get venue() {
      return venueId === undefined ? undefined : { id: venueId, name: rules.release.venues.get(venueId)?.venue.name }
    },
    get zone() {
      const venue = rules.release.venues.get(venueId ?? '')
      return zoneId === undefined ? undefined : { id: zoneId, name: venue?.zones.get(zoneId)?.zone.name }
    },
    get history() {
      return historyOf(runs, now)
    },
    get run() {
      return { variants: variantsOf(runs, run), sent: Object.keys(run?.sent ?? {}) }
    },
  }
}

const momentOf = ({ kind, venueId, zoneId, dwellSeconds, confidence }: Extract<Occasion, { visitId: string }>) => ({
  kind,
  venueId,
  zoneId,
  dwellSeconds,
  confidence,
})

const historyOf = ({ entered, open }: Runs, now: number) => ({
  entered: Object.fromEntries(Object.entries(entered).map(([id, { times }]) => [id, times])),
  daysSinceEntered: Object.fromEntries(Object.entries(entered).map(([id, { at }]) => [id, (now - at) / day])),
  openRuns: open.map(({ journeyId }) => journeyId),
})

/** What was drawn in the experiments of a run's journey, by step. */
const variantsOf = ({ variants }: Runs, run: Run | undefined) =>
  Object.fromEntries(
    Object.entries(variants).flatMap(([key, { variant }]) => {
      const [journeyId, stepId = ''] = key.split('/')
      return journeyId === run?.journeyId ? [[stepId, variant]] : []
    }),
  )
