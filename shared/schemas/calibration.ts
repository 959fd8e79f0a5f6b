import * as z from 'zod'
import type { SaidSighting, SaidTap } from '#shared/domain/calibration.ts'
import { idSchema, numberBetween } from './fields.ts'
import { phoneSightingSchema, timeSchema } from './phone-report.ts'

const floor = z
  .union([z.string().min(1).max(128), z.number().int()], "must be a floor's id, alias or level")
  .transform(String)
const metres = numberBetween(-100_000, 100_000, 'metres')

/** Where an operator says that she is. */
export const tapSchema = z
  .union(
    [
      z.object({ at: timeSchema, floor, x: metres, y: metres, lon: z.undefined().optional() }),
      z.object({
        at: timeSchema,
        floor,
        lon: numberBetween(-180, 180),
        lat: numberBetween(-90, 90),
        x: z.undefined().optional(),
      }),
    ],
    'must be { at, floor, x, y } in metres or { at, floor, lon, lat } in degrees',
  )
  .transform(({ at, floor, ...rest }): SaidTap => {
    const place = rest.x === undefined ? { lon: rest.lon, lat: rest.lat } : { x: rest.x, y: rest.y }
    return { at, floor, place }
  })

export const startWalkSchema = z.strictObject({ deviceId: z.exactOptional(idSchema) })
export const startWalkExample = { deviceId: 'phone-of-ida' }

const mostAtOnce = 1000 // 60 kB compressed at most, in an item

export const tapsSchema = z.strictObject({ taps: z.array(tapSchema).min(1).max(mostAtOnce) })
export const tapsExample = { taps: [{ at: '2026-02-09T00:13:53.667Z', floor: 'ground', x: 12.5, y: 4 }] }

const sighting = phoneSightingSchema.transform(
  ({ at, beacon, rssi, txPower }): SaidSighting => ({
    at,
    beacon,
    rssi,
    ...(txPower === undefined ? {} : { txPower }),
  }),
)
export const sightingsSchema = z.strictObject({ sightings: z.array(sighting).min(1).max(mostAtOnce) })
export const sightingsExample = {
  sightings: [
    {
      at: '2026-02-09T00:13:53.667Z',
      beacon: { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 7 },
      rssi: -71,
    },
  ],
}

export const learnSchema = z.strictObject({ walkIds: z.exactOptional(z.array(idSchema).min(1).max(1000)) })
export const learnExample = { walkIds: ['5b1f3c1e-4f3a-4a57-8f0e-2c1b7d9d6f10'] }

/** A message of the queue that radio maps are learned from. */
export const learnMessageSchema = z.object({ v: z.literal(1), venueId: z.string(), version: z.string() })
