import * as z from 'zod'
import { taskStates } from '#shared/domain/task.ts'
import { pageFields } from './pages.ts'

export const tasksSchema = z.strictObject({
  state: z.enum(taskStates, `must be one of ${taskStates.join(', ')}`).default('open'),
  ...pageFields,
})
export const tasksExample = { state: 'open', limit: '50' }

const ms = (description: string) => z.number().meta({ description: `${description}, milliseconds since 1970` })

export const taskAnswer = z
  .strictObject({
    id: z.string(),
    venueId: z.string(),
    zoneId: z.exactOptional(z.string()),
    journeyId: z.string(),
    customerId: z.exactOptional(z.string().meta({ description: 'Whom it is about' })),
    title: z.string(),
    note: z.exactOptional(z.string()),
    raisedAt: ms('When something happened that calls for it'),
    expiresAt: ms('Until when it makes sense'),
    state: z.enum(taskStates),
    claimedBy: z.exactOptional(z.strictObject({ subject: z.string(), username: z.exactOptional(z.string()) })),
    claimedAt: z.exactOptional(ms('When somebody took it on')),
    waitedSeconds: z.exactOptional(z.number()),
    doneAt: z.exactOptional(ms('When it was done')),
    tookSeconds: z.exactOptional(z.number()),
  })
  .meta({ id: 'Task' })
export type TaskAnswer = z.infer<typeof taskAnswer>

export const taskListAnswer = z.strictObject({ tasks: z.array(taskAnswer), next: z.exactOptional(z.string()) })
