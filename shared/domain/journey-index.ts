import type { Conditions } from './compile-conditions.ts'
import type { CompiledJourney } from './compiled-journey.ts'
import type { Subject } from './condition.ts'
import { momentOf } from './journey.ts'
import type { Moment } from './moment.ts'
import type { EventOccasion, Occasion, StartOccasion } from './occasion.ts'
import { type Sieve, sieveOf } from './sieve.ts'

/** What of an occasion says which journeys it could start. */
export type Happening =
  | Pick<Moment, 'kind' | 'venueId' | 'zoneId' | 'dwellSeconds'>
  | Pick<EventOccasion, 'kind' | 'name' | 'venueId'>
  | Pick<StartOccasion, 'kind' | 'journeyId'>
  | { kind: Exclude<Occasion['kind'], Moment['kind'] | 'event' | 'start'> }

export type SegmentChange = 'enter' | 'exit'

/** Journeys by what they wait for. Every question is a look-up or two, however many journeys there are. */
export type JourneyIndex = {
  /** The journeys that an occasion could let somebody into: of its zone and of its venue, the audience is not asked yet. */
  candidates(happening: Happening): readonly CompiledJourney[]
  /** Candidates whose audience certainly does not hold: what many of them ask alike is asked once. The rest has to be asked. */
  barred(happening: Happening, subject: () => Subject): ReadonlySet<CompiledJourney>
  /** The journeys that wait for somebody to come into a segment, or to leave it. */
  onSegment(segmentId: string, change: SegmentChange): readonly CompiledJourney[]
  /** The segments that any journey waits for. */
  watched: readonly string[]
}

/** Indexes journeys by trigger, venue and zone. Costs O(journeys), once a release. */
export const indexJourneys = (
  journeys: ReadonlyMap<string, CompiledJourney>,
  conditions: Pick<Conditions, 'segment'>,
): JourneyIndex => {
  const empty = () => sieveOf(conditions)
  const moments = new Map<string, Map<string, { anywhere: Sieve; zones: Map<string, Sieve> }>>()
  const events = new Map<string, { all: Sieve; venues: Map<string, Sieve> }>()
  const segments = new Map<string, Record<SegmentChange, CompiledJourney[]>>()
  for (const compiled of journeys.values()) {
    const { entrance } = compiled.journey
    if ('event' in entrance) {
      const named = entryOf(events, entrance.event, () => ({ all: empty(), venues: new Map() }))
      named.all.add(compiled)
      entryOf(named.venues, entrance.venueId, empty).add(compiled)
    } else if ('segment' in entrance) {
      entryOf(segments, entrance.segment, () => ({ enter: [], exit: [] }))[entrance.change].push(compiled)
    } else if ('moment' in entrance) {
      const kinds = entryOf(moments, entrance.venueId, () => new Map())
      const here = entryOf(kinds, entrance.moment, () => ({ anywhere: empty(), zones: new Map() }))
      const sieve = entrance.zoneId === undefined ? here.anywhere : entryOf(here.zones, entrance.zoneId, empty)
      sieve.add(compiled)
    }
  }

  const sievesFor = (happening: Happening): readonly Sieve[] => {
    if (happening.kind === 'event') {
      const named = events.get(happening.name)
      return present(happening.venueId === undefined ? named?.all : named?.venues.get(happening.venueId))
    }
    if (!('venueId' in happening)) return []
    const { kind, venueId, zoneId } = happening
    const here = moments.get(venueId)?.get(kind)
    const inZone = zoneId === undefined ? undefined : here?.zones.get(zoneId)
    return here === undefined || here.anywhere.all.length === 0 ? present(inZone) : [here.anywhere, ...present(inZone)]
  }

  const candidates = (happening: Happening): readonly CompiledJourney[] => {
    if (happening.kind === 'start') return present(journeys.get(happening.journeyId))
    const [first, second] = sievesFor(happening)
    const found = first === undefined ? [] : second === undefined ? first.all : [...first.all, ...second.all]
    if (happening.kind !== 'zone.dwell') return found
    const { dwellSeconds } = happening
    return found.filter(({ journey }) => (momentOf(journey.entrance)?.dwellSeconds ?? dwellSeconds) === dwellSeconds)
  }

  return {
    candidates,
    barred: (happening, subject) => {
      const barred = sievesFor(happening).flatMap((sieve) => sieve.barred(subject))
      return barred.length === 0 ? nobody : new Set(barred)
    },
    onSegment: (segmentId, change) => segments.get(segmentId)?.[change] ?? [],
    watched: [...segments.keys()],
  }
}

const nobody: ReadonlySet<CompiledJourney> = new Set()

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

const entryOf = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
