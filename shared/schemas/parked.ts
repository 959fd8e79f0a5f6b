import * as z from 'zod'
import { idSchema } from './fields.ts'

const day = z.iso.date('must be a day as 2026-11-21')
const cursor = z.string().max(500)
const limitMessage = 'must be a whole number from 1 to 200'
const limit = z.coerce.number(limitMessage).int(limitMessage).min(1, limitMessage).max(200, limitMessage).default(50)
const place = z.string('must be the place of a failed batch').max(1024)
const reasonMessage = 'must be a reason as parked messages have it, such as unknown_device or spoofed?'
const reason = z.string(reasonMessage).regex(/^\w{1,64}\??$/, reasonMessage)
const dryRun = z.boolean('must be true or false').default(false)

/** Which of what is parked: of one day, or since one. */
export const parkedQuerySchema = z
  .strictObject({
    day: z.exactOptional(day),
    since: z.exactOptional(day),
    reason: z.exactOptional(reason),
    after: z.exactOptional(cursor),
    limit,
  })
  .refine(({ day, since }) => day === undefined || since === undefined, 'takes day or since, not both')
export const parkedQueryExample = { day: '2026-11-21', reason: 'unknown_device', limit: '50' }

/** What to drive again: these, or a page of what fits. */
export const redriveSchema = z
  .strictObject({
    ids: z.exactOptional(z.array(idSchema).min(1).max(100)),
    reason: z.exactOptional(reason),
    day: z.exactOptional(day),
    after: z.exactOptional(cursor),
    dryRun,
  })
  .refine(
    ({ ids, reason, day }) => (ids === undefined) !== (reason === undefined && day === undefined),
    'must have ids, or a reason, a day, or both',
  )
export const redriveExample = { reason: 'unknown_device', day: '2026-11-21', dryRun: true }

export const failedQuerySchema = z.strictObject({ after: z.exactOptional(place), limit })
export const failedQueryExample = { limit: '50' }

export const failedPlaceSchema = z.strictObject({ id: place })
export const failedPlaceExample = {
  id: 'aws/lambda/f24b5d47/shardId-000000000000/2026/11/21/2026-11-21T15.04.05-8b1f6c2e-2a53-4d3f-9a50-0c8f4c1f2a11',
}

export const failedRedriveSchema = z.strictObject({ id: place, dryRun })
export const failedRedriveExample = { ...failedPlaceExample, dryRun: false }

/** What a record carries that was driven again: whose place it takes if it is parked again. */
export const redrivenSchema = z.object({
  redriven: z.object({ id: z.string(), at: z.number(), attempts: z.number() }),
})

/** What a topic rule says of a message that its action did not take. Source: AWS IoT developer guide, error actions. */
export const ruleErrorSchema = z.object({
  ruleName: z.string(),
  topic: z.string(),
  clientId: z.string().default(''), // over HTTP there is none
  base64OriginalPayload: z.string(),
  failures: z.array(z.object({ failedAction: z.string(), errorMessage: z.string() })),
})

/** What Lambda tells a failure destination of an event that it gave up. */
export const givenUpSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  requestPayload: z.unknown(),
  responsePayload: z.object({ errorMessage: z.string() }).optional(),
})
