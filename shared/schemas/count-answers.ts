import * as z from 'zod'

const byId = z.record(z.string(), z.number())

export const occupancyAnswer = z
  .strictObject({ at: z.number(), venue: z.number(), zones: byId, floors: byId })
  .meta({ id: 'Occupancy' })

const counted = z.union([
  z.strictObject({ count: z.number() }),
  z.strictObject({ count: z.null(), reason: z.literal('under_10') }),
])

export const quartersAnswer = z.strictObject({
  quarters: z.array(
    z.strictObject({
      from: z.number(),
      until: z.number(),
      venue: counted,
      zones: z.record(z.string(), counted),
    }),
  ),
})
