import { dynamoAudit } from '#shared/adapters/aws/audit.ts'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { forbidden, notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { journeyListAnswer } from '#shared/schemas/answers.ts'
import { journeySchema } from '#shared/schemas/journey.ts'
import { journeyOfAllSteps } from '#shared/schemas/journey-example.ts'
import { removeJourney, saveJourney } from '#shared/use-cases/manage-journeys.ts'

const db = dynamodb()
const drafts = dynamoDrafts(db, env('RELEASES_TABLE'))
const ports = { drafts, audit: dynamoAudit(db, env('RELEASES_TABLE')) }
const save = saveJourney(ports)
const remove = removeJourney(ports)
const readers = ['marketer', 'analyst', 'operator'] as const
const writers = ['marketer'] as const

export const handler = httpHandler({
  'GET /journeys': route({
    summary: 'The journeys, by id',
    roles: readers,
    venueOf: 'any',
    answers: { 200: { is: 'All of them', schema: journeyListAnswer } },
    run: async () => ({
      status: 200,
      body: { journeys: (await drafts.listJourneys()).map(({ id, name }) => ({ id, name })) },
    }),
  }),
  'GET /journeys/{journeyId}': route({
    summary: "A journey's draft",
    roles: readers,
    venueOf: 'any',
    answers: { 200: { is: 'The draft', schema: journeySchema } },
    run: async ({ params: { journeyId = '' } }) => {
      const journey = await drafts.findJourney(journeyId)
      return journey ? { status: 200, body: journey } : notFound('journey', journeyId)
    },
  }),
  'PUT /journeys/{journeyId}': route({
    summary: 'Stores the draft of a journey; nothing goes live before it is published',
    roles: writers,
    venueOf: ({ body }) => body.entrance.venueId,
    body: {
      schema: journeySchema,
      example: journeyOfAllSteps,
      with: ({ params, now }) => ({ id: params.journeyId, createdAt: now }),
    },
    answers: { 200: { is: 'The draft as it is now', schema: journeySchema } },
    run: async ({ body, may, by, now }) => {
      const saved = await save(body, may, { by, now })
      return 'forbiddenIn' in saved ? forbidden(writers, saved.forbiddenIn) : { status: 200, body: saved }
    },
  }),
  'DELETE /journeys/{journeyId}': route({
    summary: 'Removes the draft of a journey; publishing takes it off live',
    roles: writers,
    venueOf: 'any',
    answers: { 204: { is: 'It is gone' } },
    run: async ({ params: { journeyId = '' }, may, by, now }) => {
      const removed = await remove(journeyId, may, { by, now })
      if (removed === undefined) return notFound('journey', journeyId)
      return removed === 'removed' ? { status: 204 } : forbidden(writers, removed.forbiddenIn)
    },
  }),
})
