import * as z from 'zod'

const link = { url: z.string(), expiresAt: z.number().meta({ description: 'Milliseconds since 1970' }) }

export const importAnswer = z
  .strictObject({
    jobId: z.string(),
    upload: z.strictObject({
      ...link,
      method: z.literal('PUT'),
      headers: z.record(z.string(), z.string()),
      maxBytes: z.number(),
    }),
  })
  .meta({ id: 'ImportUpload' })

const listedJob = z.strictObject({
  id: z.string(),
  venueId: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  createdAt: z.number(),
  updatedAt: z.number(),
  request: z.unknown(),
  progress: z.exactOptional(z.strictObject({ done: z.number(), total: z.number(), unit: z.string() })),
  reason: z.exactOptional(z.string()),
})

export const jobAnswer = listedJob
  .extend({
    result: z.exactOptional(z.record(z.string(), z.unknown())),
    reportUrl: z.exactOptional(z.string().meta({ description: 'The whole report, to be fetched' })),
  })
  .meta({ id: 'Job' })

export const jobListAnswer = z.strictObject({ jobs: z.array(listedJob) })

export const exportAnswer = z.strictObject({ ...link, bytes: z.number() })
