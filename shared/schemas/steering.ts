import * as z from 'zod'
import { feedLimits } from '#shared/domain/feed.ts'
import { bounded } from './bounded.ts'
import { idSchema, wholeNumber } from './fields.ts'
import { localeSchema } from './message-texts.ts'

const defaultSecondsOfFeed = 60 * 60

const feedData = z.record(z.string(), z.unknown(), 'must be an object, which conditions ask for by its fields')

/** What somebody tells of the world outside, and for how long it holds. */
export const feedSchema = z.strictObject({
  data: bounded('a feed', feedLimits.bytes, feedData),
  holdsForSeconds: wholeNumber(60, feedLimits.secondsToHold, 'seconds').default(defaultSecondsOfFeed),
})
export const feedExample = { data: { celsius: 31, sky: 'clear' }, holdsForSeconds: 1800 }

/** A name that a condition can ask for: `feeds.weather.celsius`. */
export const isFeedName = (name: string): boolean => /^[\w-]{1,64}$/.test(name)

export const feedAnswer = z
  .strictObject({
    name: z.string(),
    data: z.unknown(),
    until: z.number().meta({ description: 'Until when it holds; milliseconds since 1970' }),
  })
  .meta({ id: 'Feed' })

export const runOrderSchema = z.strictObject({
  act: z.enum(['end', 'migrate'], 'must be "end" or "migrate"'),
})
export const runOrderExample = { act: 'end' }

export const runOrderAnswer = z.strictObject({
  act: z.enum(['end', 'migrate']),
  before: z.string().meta({ description: 'The version: it is for runs that began before it' }),
})

/** Where to send a journey to now. Left out: the whole venue of the journey. */
export const broadcastSchema = z.strictObject({ venueId: z.exactOptional(idSchema), zoneId: z.exactOptional(idSchema) })
export const broadcastExample = { zoneId: 'boots' }

export const broadcastAnswer = z.strictObject({
  broadcastId: z.string(),
  people: z.number().meta({ description: 'Who is there now. Caps, consent and quiet hours are asked for each' }),
})

/** Whom to send a test to. Left out: the seeds of the settings, all messages of the journey, and everybody's own language. */
export const testSendSchema = z.strictObject({
  customerIds: z.exactOptional(z.array(idSchema).min(1).max(50)),
  stepId: z.exactOptional(idSchema),
  locale: z.exactOptional(localeSchema),
})
export const testSendExample = { customerIds: ['ada'], stepId: 'offer', locale: 'de' }

const about = { customerId: z.string(), stepId: z.string() }
export const testSendAnswer = z.strictObject({
  outcomes: z.array(
    z.discriminatedUnion('outcome', [
      z.strictObject({
        ...about,
        outcome: z.literal('sent'),
        title: z.string(),
        body: z.string(),
        locale: z.string(),
      }),
      z.strictObject({ ...about, outcome: z.literal('unrendered'), reason: z.string() }),
      z.strictObject({
        ...about,
        outcome: z.enum(['unknown', 'no_device', 'erased', 'do_not_contact', 'no_consent']),
      }),
    ]),
  ),
})
