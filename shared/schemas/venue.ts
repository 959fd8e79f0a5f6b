import * as z from 'zod'
import type { Venue } from '#shared/domain/venue.ts'
import { idSchema, numberBetween, textSchema, wholeNumber } from './fields.ts'
import { registeredBeaconSchema } from './phone-report.ts'

const coordinate = numberBetween(-100_000, 100_000, 'metres')
const point = z.strictObject({ x: coordinate, y: coordinate })

const knobs = z.strictObject({
  enterRssi: z.exactOptional(numberBetween(-127, 0, 'dBm')),
  exitRssi: z.exactOptional(numberBetween(-127, 0, 'dBm')),
  switchMarginDb: z.exactOptional(numberBetween(0, 40, 'dB')),
  minSightings: z.exactOptional(wholeNumber(1, 20)),
  dwellSeconds: z.exactOptional(z.array(wholeNumber(5, 12 * 60 * 60, 'seconds')).max(10)),
  exitTimeoutSeconds: z.exactOptional(wholeNumber(5, 3 * 60 * 60, 'seconds')),
  maxLatenessSeconds: z.exactOptional(wholeNumber(0, 10 * 60, 'seconds')),
  minConfidence: z.exactOptional(numberBetween(0, 1)),
})

const area = z.union(
  [
    z.strictObject({ beaconIds: z.array(idSchema).max(2000), gatewayIds: z.array(idSchema).max(2000) }),
    z.strictObject({ polygon: z.array(point).min(3, 'must have 3 corners at least').max(2000) }),
  ],
  'must be { polygon: [{ x, y }, …] } of 3 corners at least, or { beaconIds: […], gatewayIds: […] }',
)

const timezone = textSchema(64).refine(isTimezone, 'must be an IANA timezone, such as Europe/Berlin')

/** A venue as an operator writes it. Its id comes from the address; fields that nobody knows are typing errors. */
export const venueSchema = z.strictObject({
  id: idSchema,
  name: textSchema(100),
  timezone,
  floors: z
    .array(z.strictObject({ id: idSchema, name: textSchema(100), level: numberBetween(-100, 1000) }))
    .min(1, 'must have one floor at least')
    .max(200),
  zones: z
    .array(
      z.strictObject({
        id: idSchema,
        name: textSchema(100),
        floorId: idSchema,
        parentId: z.exactOptional(idSchema),
        area,
        presence: z.exactOptional(knobs),
      }),
    )
    .max(5000),
  beacons: z
    .array(
      z.strictObject({
        id: idSchema,
        identity: registeredBeaconSchema,
        floorId: idSchema,
        position: z.exactOptional(point),
        txPower: z.exactOptional(numberBetween(-100, -20, 'dBm at 1 m')),
      }),
    )
    .max(10_000),
  gateways: z
    .array(
      z.strictObject({
        id: idSchema,
        floorId: idSchema,
        position: z.exactOptional(point),
        format: z.exactOptional(textSchema(32)),
      }),
    )
    .max(5000),
  presence: z.exactOptional(knobs),
  countsAnonymous: z.exactOptional(z.boolean('must be true or false')),
}) satisfies z.ZodType<Venue>

export const venueExample = {
  id: 'harbour',
  name: 'Harbour & Sons',
  timezone: 'Europe/Berlin',
  floors: [{ id: 'ground', name: 'Ground floor', level: 0 }],
  zones: [
    {
      id: 'shoes',
      name: 'Shoes',
      floorId: 'ground',
      parentId: 'fashion',
      area: { beaconIds: ['b1'], gatewayIds: [] },
      presence: { enterRssi: -80, dwellSeconds: [60] },
    },
    {
      id: 'fashion',
      name: 'Fashion',
      floorId: 'ground',
      area: {
        polygon: [
          { x: 0, y: 0 },
          { x: 30, y: 0 },
          { x: 30, y: 20 },
        ],
      },
    },
  ],
  beacons: [
    {
      id: 'b1',
      identity: { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 7 },
      floorId: 'ground',
      position: { x: 12.5, y: 4 },
      txPower: -59,
    },
  ],
  gateways: [{ id: 'g1', floorId: 'ground', position: { x: 3, y: 3 }, format: 'minew' }],
  presence: { exitTimeoutSeconds: 60 },
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
