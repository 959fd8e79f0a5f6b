import type { Journey, MomentTrigger, WaitTarget } from './journey.ts'
import type { ReleaseContent } from './release.ts'
import { missing, type ReferenceFault } from './venue-faults.ts'

/** What journeys may refer to, looked up once for all of them. `offers` are undefined where nobody can say which there are. */
export type Known = {
  zones: ReadonlyMap<string, ReadonlySet<string>>
  segments: ReadonlySet<string>
  templates: ReadonlySet<string>
  offers: ReadonlyMap<string, string> | undefined
}

/** What there is in content that is to be published. */
export const knownIn = ({
  venues,
  segments = [],
  templates = [],
  offers,
}: Pick<ReleaseContent, 'venues' | 'segments' | 'templates' | 'offers'>): Known => ({
  zones: new Map(venues.map(({ id, zones }) => [id, new Set(zones.map((zone) => zone.id))])),
  segments: new Set(segments.map(({ id }) => id)),
  templates: new Set(templates.map(({ id }) => id)),
  offers: offers && new Map(offers.map(({ id, venueId }) => [id, venueId])),
})

/** Everything that a journey refers to and that is not there, or belongs to another venue. */
export const referenceFaults = (journey: Journey, known: Known): ReferenceFault[] => {
  const { entrance, steps, goal } = journey
  const zones = known.zones.get(entrance.venueId)
  // without the venue nobody can say which zones and offers are right
  if (!zones) return [missing('entrance.venueId', 'venue', entrance.venueId, [...known.zones.keys()])]
  const zoneFaults = (place: WaitTarget | Partial<MomentTrigger> | undefined, path: string) =>
    place !== undefined && 'zoneId' in place && place.zoneId !== undefined && !zones.has(place.zoneId)
      ? [missing(`${path}.zoneId`, 'zone', place.zoneId, [...zones])]
      : []
  const segmentFaults = (id: string | undefined, field: string) =>
    id === undefined || known.segments.has(id) ? [] : [missing(field, 'segment', id, [...known.segments])]
  return [
    ...('moment' in entrance ? zoneFaults(entrance, 'entrance') : []),
    ...segmentFaults('segment' in entrance ? entrance.segment : undefined, 'entrance.segment'),
    ...segmentFaults('segmentId' in entrance ? entrance.segmentId : undefined, 'entrance.segmentId'),
    ...steps.flatMap((step, i) => {
      if (step.kind === 'waitFor') return zoneFaults(step.for, `steps[${i}].for`)
      if (step.kind !== 'message') return []
      const { templateId, offerId } = step.message
      const path = `steps[${i}].message`
      return [
        ...(templateId === undefined || known.templates.has(templateId)
          ? []
          : [missing(`${path}.templateId`, 'template', templateId, [...known.templates])]),
        ...(offerId === undefined ? [] : offerFaults(offerId, entrance.venueId, known.offers, `${path}.offerId`)),
      ]
    }),
    ...zoneFaults(goal, 'goal'),
  ]
}

const offerFaults = (offerId: string, venueId: string, offers: Known['offers'], path: string): ReferenceFault[] => {
  if (offers === undefined) return []
  const own = () => [...offers].flatMap(([id, venue]) => (venue === venueId ? [id] : []))
  const venue = offers.get(offerId)
  if (venue === undefined) return [missing(path, 'offer', offerId, own())]
  if (venue === venueId) return []
  const [example] = own()
  return [
    {
      path,
      reason: `offer "${offerId}" is redeemed in venue "${venue}", and the journey is of "${venueId}"; take one of its own`,
      ...(example === undefined ? {} : { example }),
    },
  ]
}
