import { eventExample, eventLimits, eventsAnswer, eventsSchema } from '#shared/schemas/cloud-events.ts'
import type { EventResult, receiveEvents } from '#shared/use-cases/receive-events.ts'
import { type Answer, badRequest } from '../answers.ts'
import { type Routes, route } from '../http.ts'

/** The door for what happens elsewhere. */
export const eventRoutes = (receive: ReturnType<typeof receiveEvents>): Routes => ({
  'POST /events': route({
    summary: 'Takes in CloudEvents: purchases, stock, and whatever else happened to customers elsewhere',
    roles: ['integration', 'operator', 'marketer'],
    venueOf: 'any',
    body: { schema: eventsSchema, example: eventExample },
    answers: {
      202: { is: 'What was taken, and what was refused and why; sending it again does no harm', schema: eventsAnswer },
      413: { is: `The events have over ${eventLimits.batchBytes / 1024} kB` },
    },
    run: async ({ body, now, may }) => {
      const bytes = Buffer.byteLength(JSON.stringify(body))
      if (bytes > eventLimits.batchBytes) return tooLarge(bytes)
      const isBatch = Array.isArray(body)
      return answerTo(await receive(isBatch ? body : [body], { now, may }), isBatch)
    },
  }),
})

/** A request of which nothing was taken is a bad one, whatever the number of its events. */
const answerTo = (results: readonly EventResult[], isBatch: boolean): Answer => {
  const taken = results.filter((one) => one.taken).length
  if (taken > 0) return { status: 202, body: { taken, refused: results.length - taken, results } }
  const issues = results.flatMap((one, i) =>
    one.taken ? [] : one.issues.map((issue) => ({ ...issue, path: isBatch ? `[${i}].${issue.path}` : issue.path })),
  )
  return badRequest('Nothing was taken', issues)
}

const tooLarge = (bytes: number): Answer => ({
  status: 413,
  body: { message: `The events have ${bytes} bytes, ${eventLimits.batchBytes} are taken at once: send fewer` },
})
