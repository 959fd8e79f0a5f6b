import * as z from 'zod'

const milliseconds = z.number().meta({ description: 'Milliseconds since 1970' })

const walk = z.strictObject({
  venueId: z.string(),
  walkId: z.string(),
  deviceId: z.exactOptional(z.string().meta({ description: 'The device that may report to it by its topic' })),
  startedAt: milliseconds,
  finishedAt: z.exactOptional(milliseconds),
})
const faults = z.array(z.strictObject({ reason: z.string(), detail: z.string() }))

export const walkAnswer = walk.meta({ id: 'Calibration' })
export const walkListAnswer = z.strictObject({ calibrations: z.array(walk) })
export const shownWalkAnswer = walk
  .extend({ taps: z.number(), sightings: z.number(), faults })
  .meta({ id: 'CalibrationSoFar' })
export const takenAnswer = z.strictObject({ walkId: z.string(), taps: z.number(), sightings: z.number() })

const accuracy = {
  windows: z.number().meta({ description: 'Of five seconds, that were judged' }),
  floorAccuracy: z.number(),
  rightZone: z.exactOptional(z.number().meta({ description: 'Of the windows that were in a zone' })),
  medianMetres: z.exactOptional(z.number()),
}
const expected = z.strictObject({
  ...accuracy,
  folds: z.number(),
  zones: z.array(z.strictObject({ zoneId: z.string(), ...accuracy })),
  unwalked: z.array(z.string()).meta({ description: 'Zones where nobody walked' }),
  nextBeacon: z.exactOptional(
    z
      .strictObject({
        floorId: z.string(),
        at: z.strictObject({ x: z.number(), y: z.number() }),
        zoneId: z.exactOptional(z.string()),
        metresOff: z.number(),
        sightingsPerSecond: z.number(),
        text: z.string(),
      })
      .meta({ description: 'Where one more beacon would help most' }),
  ),
})

const listedMap = z.strictObject({
  venueId: z.string(),
  version: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  askedAt: milliseconds,
  walkIds: z.exactOptional(z.array(z.string())),
  failed: z.exactOptional(z.string().meta({ description: 'Why there is none, and what to do' })),
})

export const radioMapAnswer = listedMap
  .extend({
    report: z.exactOptional(
      z.strictObject({
        walks: z.array(z.strictObject({ walkId: z.string(), taps: z.number(), sightings: z.number(), faults })),
        refused: z.array(z.strictObject({ walkId: z.string(), faults })),
        transmitters: z.exactOptional(z.number()),
        expected: z.exactOptional(expected),
        floors: z.exactOptional(z.array(z.strictObject({ floorId: z.string(), bytes: z.number() }))),
        leftOut: z.exactOptional(z.array(z.strictObject({ floorId: z.string(), key: z.string() }))),
      }),
    ),
  })
  .meta({ id: 'RadioMap' })
export const radioMapListAnswer = z.strictObject({ radioMaps: z.array(listedMap) })
