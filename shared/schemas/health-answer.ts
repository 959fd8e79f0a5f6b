import * as z from 'zod'

const time = z.number().meta({ description: 'Milliseconds since 1970' })
const clock = z.strictObject({ lagSeconds: z.number(), skewed: z.boolean() })
const kind = z.strictObject({ state: z.enum(['ok', 'silent']), since: time, heardAt: z.exactOptional(time) })

const anchor = z.strictObject({
  kind: z.enum(['beacon', 'gateway']),
  id: z.string(),
  zones: z.array(z.string()),
  state: z.enum(['ok', 'silent', 'unheard']),
  since: time,
  heardAt: z.exactOptional(time),
  momentsLost: z.exactOptional(z.number().meta({ description: 'An estimate, from what is usual at this hour' })),
  journeys: z.exactOptional(z.array(z.string())),
  lastOutage: z.exactOptional(z.strictObject({ since: time, until: time, momentsLost: z.number() })),
  battery: z.exactOptional(
    z.strictObject({
      percent: z.exactOptional(z.number()),
      volts: z.exactOptional(z.number()),
      low: z.boolean(),
      at: time,
    }),
  ),
  clock: z.exactOptional(clock),
})

export const healthAnswer = z
  .strictObject({
    venueId: z.string(),
    at: z.exactOptional(time),
    colour: z.enum(['green', 'amber', 'red']),
    counts: z.record(z.string(), z.number()),
    momentsLost: z.number(),
    journeys: z.array(z.string()),
    beacons: kind,
    gateways: kind,
    phones: z.exactOptional(z.strictObject({ clock })),
    anchors: z.array(anchor),
    unknownIds: z.array(z.strictObject({ identity: z.string(), sightings: z.number(), firstAt: time, lastAt: time })),
  })
  .meta({ id: 'Health' })
