import * as z from 'zod'
import { auditActions } from '#shared/domain/audit.ts'
import { idSchema } from './fields.ts'
import { pageFields } from './pages.ts'
import { countsSchema } from './venue-answers.ts'

const venueId = z.exactOptional(idSchema.meta({ description: 'Of this venue only' }))
const version = idSchema.meta({ description: 'A version, as GET /releases names them' })

/** Which release to make live again, and whether for one venue only. */
export const rollbackSchema = z.strictObject({ version, venueId: z.exactOptional(idSchema) })
export const rollbackExample = { version: '2026-11-21T09-00-00.000Z-4f2a1c' }

export const compareSchema = z.strictObject({ against: z.exactOptional(version), venueId, ...pageFields })
export const compareExample = { against: '2026-11-21T09-00-00.000Z-4f2a1c', venueId: 'harbour', limit: '50' }

/** A page of what is about one venue, or about all. */
export const ofVenueSchema = z.strictObject({ venueId, ...pageFields })
export const ofVenueExample = { venueId: 'harbour', limit: '50' }

const caller = z.strictObject({ subject: z.string(), username: z.exactOptional(z.string()) })
const changeCounts = z.strictObject({ added: z.number(), changed: z.number(), removed: z.number() })
const fault = z.object({ path: z.string(), reason: z.string(), example: z.unknown().optional() })

export const releaseAnswer = z
  .strictObject({
    version: z.string(),
    publishedAt: z.number().meta({ description: 'Milliseconds since 1970' }),
    by: caller,
    changes: changeCounts,
    counts: countsSchema,
    previous: z.exactOptional(z.string()),
    venueId: z.exactOptional(z.string()),
    restores: z.exactOptional(z.string().meta({ description: 'The version that a rollback brought back' })),
    isLive: z.boolean(),
  })
  .meta({ id: 'Release' })

export const publishedAnswer = z
  .strictObject({
    published: z.string().meta({ description: 'The version that is live now, everywhere after 5 s' }),
    venues: z.number(),
    journeys: z.number(),
    changes: changeCounts,
    warnings: z.array(fault),
  })
  .meta({ id: 'Published' })

export const validationAnswer = z
  .strictObject({ isPublishable: z.boolean(), faults: z.array(fault), warnings: z.array(fault) })
  .meta({ id: 'Validation' })

export const comparisonAnswer = z
  .strictObject({
    from: z.exactOptional(z.string()),
    to: z.exactOptional(z.string()),
    counts: changeCounts,
    changes: z.array(
      z.strictObject({
        key: z.string(),
        kind: z.string(),
        id: z.string(),
        venueId: z.exactOptional(z.string()),
        change: z.enum(['added', 'removed', 'changed']),
        fields: z.exactOptional(
          z.array(z.strictObject({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
        ),
      }),
    ),
    next: z.exactOptional(z.string()),
  })
  .meta({ id: 'Comparison' })

export const auditAnswer = z
  .strictObject({
    id: z.string(),
    at: z.number(),
    who: caller,
    action: z.enum(auditActions),
    what: z.string(),
    venueId: z.exactOptional(z.string()),
    etag: z.exactOptional(z.string()),
    state: z.enum(['started', 'done']).meta({ description: 'started: cut short, it may or may not have taken' }),
  })
  .meta({ id: 'AuditEntry' })
