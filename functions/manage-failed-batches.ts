import { kinesis, s3 } from '#shared/adapters/aws/clients.ts'
import { s3FailedBatches } from '#shared/adapters/aws/failed-batches.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { failedBatchAnswer, failedBatchListAnswer, redrivenBatchAnswer } from '#shared/schemas/answers.ts'
import {
  failedPlaceExample,
  failedPlaceSchema,
  failedQueryExample,
  failedQuerySchema,
  failedRedriveExample,
  failedRedriveSchema,
} from '#shared/schemas/parked.ts'
import { redriveFailedBatch, showFailedBatch } from '#shared/use-cases/manage-failed-batches.ts'

const ports = {
  failedBatches: s3FailedBatches(s3(), env('FAILED_BATCHES_BUCKET')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}
const show = showFailedBatch(ports)
const redrive = redriveFailedBatch(ports)

export const handler = httpHandler({
  'GET /failed-batches': route({
    summary: 'Batches of the stream that were given up',
    roles: ['admin'],
    answers: { 200: { is: 'A page of them', schema: failedBatchListAnswer } },
    query: { schema: failedQuerySchema, example: failedQueryExample },
    run: async ({ query }) => ({ status: 200, body: await ports.failedBatches.list(query) }),
  }),
  // its id is a place with slashes, which no variable of an address holds
  'GET /failed-batches/batch': route({
    summary: 'A batch that was given up, record by record',
    roles: ['admin'],
    answers: { 200: { is: 'The batch', schema: failedBatchAnswer }, 404: { is: 'There is none (any more)' } },
    query: { schema: failedPlaceSchema, example: failedPlaceExample },
    run: async ({ query: { id } }) => {
      const found = await show(id)
      return found ? { status: 200, body: found } : notFound('failed batch', id)
    },
  }),
  'POST /failed-batches/redrive': route({
    summary: 'Puts the records of a batch that was given up back into the stream',
    roles: ['admin'],
    answers: {
      200: { is: 'How many went back', schema: redrivenBatchAnswer },
      404: { is: 'There is none (any more)' },
    },
    body: { schema: failedRedriveSchema, example: failedRedriveExample },
    run: async ({ body: { id, dryRun } }) => {
      const records = await redrive(id, { dryRun })
      return records === undefined ? notFound('failed batch', id) : { status: 200, body: { id, records } }
    },
  }),
})
