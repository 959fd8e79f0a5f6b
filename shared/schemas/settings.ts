import * as z from 'zod'
import { defaultSettings, type Settings } from '#shared/domain/settings.ts'
import { idSchema, numberBetween, wholeNumber } from './fields.ts'
import { localeSchema } from './message-texts.ts'
import { frequencyCapSchema, quietHoursSchema } from './sending-rules.ts'

const sendsPerMinute = wholeNumber(1, 1_000_000, 'messages a minute')

const capOnAll = frequencyCapSchema.refine(({ scope }) => scope === 'customer', {
  path: ['scope'],
  error: 'must be "customer": these caps are on all that she gets; a cap on one journey stands in the journey',
})

/** What holds for all journeys; what is left out has a default. Who wants no quiet hours says so: no windows. */
export const settingsSchema = z
  .strictObject({
    frequencyCaps: z
      .array(capOnAll)
      .max(20)
      .default([...defaultSettings.frequencyCaps]),
    quietHours: z.exactOptional(quietHoursSchema),
    holdoutPercent: numberBetween(0, 15, 'percent').default(defaultSettings.holdoutPercent),
    sendsPerMinute: z.exactOptional(sendsPerMinute),
    localeFallbacks: z
      .array(localeSchema)
      .min(1)
      .max(20)
      .default([...defaultSettings.localeFallbacks]),
    seeds: z
      .array(idSchema)
      .max(50)
      .default([...defaultSettings.seeds]),
    venues: z
      .record(
        idSchema,
        z.strictObject({
          quietHours: z.exactOptional(quietHoursSchema),
          sendsPerMinute: z.exactOptional(sendsPerMinute),
        }),
      )
      .default({}),
  })
  .meta({ id: 'Settings' }) satisfies z.ZodType<Settings>

export const settingsExample = {
  frequencyCaps: [{ limit: 3, windowSeconds: 7 * 24 * 60 * 60, scope: 'customer', fallback: 'drop' }],
  quietHours: {
    windows: [{ start: '21:00', end: '08:00' }],
    fallback: 'defer',
    overrides: [{ from: '2026-12-31', until: '2027-01-01', windows: [] }],
  },
  holdoutPercent: 5,
  sendsPerMinute: 6000,
  localeFallbacks: ['en', 'de'],
  seeds: ['ada'],
  venues: { harbour: { sendsPerMinute: 600 } },
}
