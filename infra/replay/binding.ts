import * as z from 'zod'
import { isShape } from '#shared/domain/area.ts'
import type { Feeds } from '#shared/domain/situation.ts'
import type { Venue, Zone } from '#shared/domain/venue.ts'
import { idSchema, numberBetween, wholeNumber } from '#shared/schemas/fields.ts'

/**
 * How a recorded building stands for other venues. `zones` says which recorded zones are which of a venue's (`F4-*`: all whose
 * ids begin so and that are no other's). Walks begin `secondsBetweenStarts` apart, are dealt to so many `shoppers` in turn, and
 * take `stretch` times as long as they were recorded: a surveyor hurries through what a shopper strolls through.
 */
export const bindingSchema = z.strictObject({
  startsAt: z.iso.datetime({
    offset: true,
    error: 'must be a time with its offset, such as 2026-11-21T10:00:00+01:00',
  }),
  secondsBetweenStarts: numberBetween(0.1, 86_400, 'seconds'),
  shoppers: wholeNumber(1, 1_000_000),
  stretch: numberBetween(1, 1000),
  feeds: z.record(z.string(), z.unknown()).default({}),
  venues: z.record(idSchema, z.strictObject({ zones: z.record(idSchema, z.array(z.string()).min(1)) })),
})

export type Binding = z.infer<typeof bindingSchema> & { feeds: Feeds }

export const bindingExample = {
  startsAt: '2026-11-21T10:00:00+01:00',
  secondsBetweenStarts: 75,
  shoppers: 230,
  stretch: 12,
  feeds: { queues: { security_a: 20 } },
  venues: { harbour: { zones: { boots: ['F1-37'], shoes: ['F1-*'] } } },
}

/** The zone of what is recorded and stands for nothing: whoever is there is in the venue all the same. */
const elsewhere = 'elsewhere'

/**
 * A venue whose zones are heard where those of the recorded one are. Throws where the binding names a zone that there is not.
 * The recorded venue's knobs are taken with it, as they are its radio's; what waits for silence waits `stretch` times as long.
 */
export const boundVenue = (venue: Venue, recorded: Venue, { venues, stretch }: Binding): Venue => {
  const zones = venues[venue.id]?.zones ?? {}
  const unknown = Object.keys(zones).find((id) => !venue.zones.some((zone) => zone.id === id))
  if (unknown !== undefined) throw new Error(`There is no zone "${unknown}" in venue "${venue.id}": mend the binding.`)
  const [floor] = venue.floors
  const owners = ownersOf(zones, recorded.zones)
  const beaconsOf = (id: string) =>
    recorded.zones
      .filter((zone) => (owners.get(zone.id) ?? elsewhere) === id)
      .flatMap(({ area }) => (isShape(area) ? [] : area.beaconIds))
  const rest: Zone = {
    id: elsewhere,
    name: 'Elsewhere',
    floorId: floor?.id ?? '',
    area: { beaconIds: beaconsOf(elsewhere), gatewayIds: [] },
  }
  const { exitTimeoutSeconds = 60, maxLatenessSeconds = 10, ...knobs } = recorded.presence ?? {}
  return {
    ...venue,
    zones: [...venue.zones.map((zone) => ({ ...zone, area: { beaconIds: beaconsOf(zone.id), gatewayIds: [] } })), rest],
    beacons: recorded.beacons.map(({ position: _, ...beacon }) => ({ ...beacon, floorId: floor?.id ?? '' })),
    gateways: [],
    presence: { ...knobs, exitTimeoutSeconds: exitTimeoutSeconds * Math.min(stretch, 20), maxLatenessSeconds },
  }
}

/** Which zone each recorded one stands for: one that is named, or one of those whose ids begin so. */
const ownersOf = (zones: Binding['venues'][string]['zones'], recorded: readonly Zone[]): Map<string, string> => {
  const owners = new Map<string, string>()
  const own = (id: string, zoneId: string) => {
    if (!owners.has(id)) owners.set(id, zoneId)
  }
  const named = Object.entries(zones).flatMap(([zoneId, ids]) => ids.map((id) => ({ zoneId, id })))
  for (const { zoneId, id } of named.filter((one) => !one.id.endsWith('*'))) {
    if (!recorded.some((zone) => zone.id === id))
      throw new Error(`There is no zone "${id}" in the recording: mend the binding.`)
    own(id, zoneId)
  }
  for (const { zoneId, id } of named.filter((one) => one.id.endsWith('*')))
    for (const zone of recorded) if (zone.id.startsWith(id.slice(0, -1))) own(zone.id, zoneId)
  return owners
}
