import type { CompiledJourney } from './compiled-journey.ts'
import { momentOf } from './journey.ts'
import type { Moment } from './moment.ts'
import type { EventOccasion, Occasion, StartOccasion } from './occasion.ts'

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
  /** The journeys that wait for somebody to come into a segment, or to leave it. */
  onSegment(segmentId: string, change: SegmentChange): readonly CompiledJourney[]
  /** The segments that any journey waits for. */
  watched: readonly string[]
}

const none: readonly CompiledJourney[] = []

type Here = { anywhere: CompiledJourney[]; zones: Map<string, CompiledJourney[]> }

/** Indexes journeys by trigger, venue and zone. Costs O(journeys), once a release. */
export const indexJourneys = (journeys: ReadonlyMap<string, CompiledJourney>): JourneyIndex => {
  const moments = new Map<string, Map<string, Here>>()
  const events = new Map<string, { all: CompiledJourney[]; venues: Map<string, CompiledJourney[]> }>()
  const segments = new Map<string, Record<SegmentChange, CompiledJourney[]>>()
  for (const compiled of journeys.values()) {
    const { entrance } = compiled.journey
    if ('event' in entrance) {
      const named = entryOf(events, entrance.event, () => ({ all: [], venues: new Map() }))
      named.all.push(compiled)
      entryOf(named.venues, entrance.venueId, () => []).push(compiled)
    } else if ('segment' in entrance) {
      entryOf(segments, entrance.segment, () => ({ enter: [], exit: [] }))[entrance.change].push(compiled)
    } else if ('moment' in entrance) {
      const kinds = entryOf(moments, entrance.venueId, () => new Map<string, Here>())
      const here = entryOf(kinds, entrance.moment, () => ({ anywhere: [], zones: new Map() }))
      const list = entrance.zoneId === undefined ? here.anywhere : entryOf(here.zones, entrance.zoneId, () => [])
      list.push(compiled)
    }
  }

  const candidates = (happening: Happening): readonly CompiledJourney[] => {
    if (happening.kind === 'event') {
      const named = events.get(happening.name)
      return (happening.venueId === undefined ? named?.all : named?.venues.get(happening.venueId)) ?? none
    }
    if (happening.kind === 'start') {
      const started = journeys.get(happening.journeyId)
      return started ? [started] : none
    }
    if (!('venueId' in happening)) return none
    const { kind, venueId, zoneId, dwellSeconds } = happening
    const here = moments.get(venueId)?.get(kind)
    if (here === undefined) return none
    const inZone = zoneId === undefined ? none : (here.zones.get(zoneId) ?? none)
    const both = here.anywhere.length === 0 ? inZone : [...here.anywhere, ...inZone]
    if (kind !== 'zone.dwell') return both
    return both.filter(({ journey }) => (momentOf(journey.entrance)?.dwellSeconds ?? dwellSeconds) === dwellSeconds)
  }

  return {
    candidates,
    onSegment: (segmentId, change) => segments.get(segmentId)?.[change] ?? none,
    watched: [...segments.keys()],
  }
}

const entryOf = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
