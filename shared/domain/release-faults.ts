import { capFaults } from './journey-cap-faults.ts'
import { journeyFaults } from './journey-faults.ts'
import { knownIn } from './journey-references.ts'
import { quietFaultsAt } from './quiet-faults.ts'
import type { Content } from './release-content.ts'
import { segmentFaults } from './segment-faults.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { Venue } from './venue.ts'
import { missing, type ReferenceFault, venueFaults } from './venue-faults.ts'

/** Everything that keeps drafts from being published together, each fault with its place. */
export const releaseFaults = (content: Content): ReferenceFault[] => {
  const { venues, journeys, offers = [], settings = defaultSettings } = content
  const known = knownIn(content)
  return [
    ...venues.flatMap((venue) => under(`venues.${venue.id}`, venueFaults(venue))),
    ...gatewaysInTwoVenues(venues),
    ...segmentFaults(content.segments ?? []),
    ...journeys.flatMap((journey) =>
      under(`journeys.${journey.id}`, journeyFaults(journey, known, settings.frequencyCaps)),
    ),
    ...offers.flatMap(({ id, venueId }) =>
      known.zones.has(venueId) ? [] : [missing(`offers.${id}.venueId`, 'venue', venueId, [...known.zones.keys()])],
    ),
    ...under('settings', settingsFaults(settings, [...known.zones.keys()])),
  ]
}

const under = (place: string, faults: readonly ReferenceFault[]): ReferenceFault[] =>
  faults.map((fault) => ({ ...fault, path: `${place}.${fault.path}` }))

const settingsFaults = (
  { frequencyCaps, quietHours, venues }: Settings,
  venueIds: readonly string[],
): ReferenceFault[] => [
  ...capFaults(frequencyCaps, []),
  ...(quietHours ? quietFaultsAt(quietHours, 'quietHours') : []),
  ...Object.entries(venues).flatMap(([id, own]) => [
    ...(venueIds.includes(id) ? [] : [missing(`venues.${id}`, 'venue', id, venueIds)]),
    ...(own.quietHours ? quietFaultsAt(own.quietHours, `venues.${id}.quietHours`) : []),
  ]),
]

/** A gateway is one box on one wall: in a second venue it would speak for people who are elsewhere. */
const gatewaysInTwoVenues = (venues: readonly Venue[]): ReferenceFault[] => {
  const firsts = new Map<string, string>()
  return venues.flatMap((venue) =>
    venue.gateways.flatMap(({ id }, i) => {
      const first = firsts.get(id) ?? venue.id
      firsts.set(id, first)
      if (first === venue.id) return []
      const reason = `gateway "${id}" stands in venue "${first}" too; remove it from one of them, or give this one another id`
      return [{ path: `venues.${venue.id}.gateways[${i}].id`, reason, example: `${venue.id}-${id}` }]
    }),
  )
}
