import { Cron } from 'croner'
import * as z from 'zod'
import { journeyDefaults, journeyLimits, type Reentry, type WaitTarget } from '#shared/domain/journey.ts'
import { momentKinds } from '#shared/domain/moment.ts'
import { receiptEvents } from '#shared/domain/receipt.ts'
import { conditionSchema } from './condition.ts'
import { idSchema, wholeNumber } from './fields.ts'

const day = 24 * 60 * 60

const nameMessage = 'must be the type of an event: 1 to 128 letters, digits and - _ . : /'
const eventName = z.string(nameMessage).regex(/^[\w.:/-]{1,128}$/, nameMessage)

const momentFields = {
  moment: z.enum(momentKinds, `must be one of ${momentKinds.join(', ')}`),
  zoneId: z.exactOptional(idSchema),
  dwellSeconds: z.exactOptional(wholeNumber(5, 12 * 60 * 60, 'seconds')),
}

const eventFields = { event: eventName, where: z.exactOptional(conditionSchema) }

const receiptFields = {
  receipt: z.enum(receiptEvents, `must be one of ${receiptEvents.join(', ')}`),
  stepId: z.exactOptional(idSchema),
  where: z.exactOptional(conditionSchema),
}

const segmentFields = {
  segment: idSchema,
  change: z.enum(['enter', 'exit'], 'must be "enter" or "exit"'),
}

const whenMessage = 'must be { at } (milliseconds since 1970) or { cron } (five fields, in the timezone of the venue)'

const scheduleFields = {
  schedule: z.union(
    [
      z.strictObject({ at: wholeNumber(Date.UTC(2020), Date.UTC(2100), 'milliseconds since 1970') }),
      z.strictObject({ cron: z.string(whenMessage).superRefine(checkCron) }),
    ],
    whenMessage,
  ),
  segmentId: idSchema,
}

const broadcastFields = { broadcast: z.literal(true, 'must be true') }

type MomentFields = { moment: string; zoneId?: string; dwellSeconds?: number }

/** What does not go together in a moment that is waited for. */
const checkMoment = ({ moment, zoneId, dwellSeconds }: MomentFields, context: z.RefinementCtx) => {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (moment.startsWith('venue.') && zoneId !== undefined)
    refuse('zoneId', `must be left out: ${moment} is about the whole venue`)
  if (moment !== 'zone.dwell' && dwellSeconds !== undefined)
    refuse('dwellSeconds', `must be left out: ${moment} waits for nothing`)
  if (dwellSeconds !== undefined && zoneId === undefined)
    refuse('zoneId', 'must be given: a dwell of so many seconds is timed in a zone')
}

/** Minutes are the smallest step of a schedule; croner also takes seconds and names such as @daily. */
function checkCron(pattern: string, context: z.RefinementCtx) {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message, params: { example: '0 9 * * 1-5' } })
  if (pattern.length > 100 || pattern.trim().split(/\s+/).length !== 5)
    return refuse('must be a cron pattern of five fields: minute, hour, day, month, weekday')
  try {
    const first = new Cron(pattern, { mode: '5-part', timezone: 'UTC' }).nextRun(new Date(0))
    if (first === null) refuse('names a day that never comes')
  } catch (error) {
    const [, , said = ''] = /^(CronPattern: )?(.*)$/s.exec((error as Error).message) ?? []
    refuse(`is no cron pattern: ${said.charAt(0).toLowerCase()}${said.slice(1)}`)
  }
}

const secondsOfLife = (from: number) => wholeNumber(from, journeyLimits.secondsOfDelay, 'seconds')

const reentry = z.discriminatedUnion(
  'rule',
  [
    z.strictObject({ rule: z.literal('once') }),
    z.strictObject({ rule: z.literal('once_a_visit') }),
    z.strictObject({
      rule: z.literal('every'),
      coolDownSeconds: secondsOfLife(0).default(journeyDefaults.reentry.coolDownSeconds),
      isConcurrent: z.boolean('must be true or false').default(journeyDefaults.reentry.isConcurrent),
    }),
  ],
  'must be { rule } of once, once_a_visit or every',
) satisfies z.ZodType<Reentry>

const entranceFields = {
  venueId: idSchema,
  audience: z.exactOptional(conditionSchema),
  usefulForSeconds: wholeNumber(1, day, 'seconds')
    .default(journeyDefaults.usefulForSeconds)
    .meta({ description: 'How old what happened may be; an older one is stale, and sends nothing' }),
  reentry: z.exactOptional(reentry),
}

/** What lets somebody into a journey, told apart by the one of `moment`, `event`, `segment`, `schedule`, `broadcast` that it has. */
export const entranceSchema = z.union(
  [
    z.strictObject({ ...momentFields, ...entranceFields }).superRefine(checkMoment),
    z.strictObject({ ...eventFields, ...entranceFields }),
    z.strictObject({ ...segmentFields, ...entranceFields }),
    z.strictObject({ ...scheduleFields, ...entranceFields }),
    z.strictObject({ ...broadcastFields, ...entranceFields }),
  ],
  'must be an object with exactly one of moment, event, segment, schedule, broadcast',
)

/** What a run waits for, or is for: a moment, an event, or a receipt. */
export const waitTargetSchema = z.union(
  [z.strictObject(momentFields).superRefine(checkMoment), z.strictObject(eventFields), z.strictObject(receiptFields)],
  'must be an object with exactly one of moment, event, receipt',
) satisfies z.ZodType<WaitTarget>
