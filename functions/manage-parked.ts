import { dynamodb, firehose, kinesis, secretsManager } from '#shared/adapters/aws/clients.ts'
import { dynamoDevices } from '#shared/adapters/aws/devices.ts'
import { firehoseJournal, kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoParking } from '#shared/adapters/aws/parking.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { notFound } from '#shared/lambda/answers.ts'
import { counting } from '#shared/lambda/counting.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { parkedAnswer, parkedListAnswer, redrivenAnswer } from '#shared/schemas/answers.ts'
import { parkedQueryExample, parkedQuerySchema, redriveExample, redriveSchema } from '#shared/schemas/parked.ts'
import { listParked, showParked } from '#shared/use-cases/list-parked.ts'
import { redriveParked } from '#shared/use-cases/redrive-parked.ts'

const db = dynamodb()
const ports = counting({
  devices: dynamoDevices(db, env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
  parking: dynamoParking(db, env('PARKED_TABLE')),
  journal: firehoseJournal(firehose(), env('JOURNAL_STREAM')),
})
const list = listParked(ports)
const show = showParked(ports)
const redrive = redriveParked(ports, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')))

export const handler = httpHandler({
  'GET /parked': route({
    summary: 'What was parked, the newest first',
    roles: ['admin'],
    answers: { 200: { is: 'A page of it; the first one counts by reason', schema: parkedListAnswer } },
    query: { schema: parkedQuerySchema, example: parkedQueryExample },
    run: async ({ query, now }) => ({ status: 200, body: await list(query, now) }),
  }),
  'GET /parked/{parkedId}': route({
    summary: 'A parked record, whole',
    roles: ['admin'],
    answers: { 200: { is: 'What was said, and why it was parked', schema: parkedAnswer } },
    run: async ({ params: { parkedId = '' } }) => {
      const found = await show(parkedId)
      return found ? { status: 200, body: found } : notFound('parked record', parkedId)
    },
  }),
  'POST /parked/redrive': route({
    summary: 'Drives what was parked again, as of when it first arrived',
    roles: ['admin'],
    answers: { 200: { is: 'What was driven again, and what could not be', schema: redrivenAnswer } },
    body: { schema: redriveSchema, example: redriveExample },
    run: async ({ body, now }) => ({ status: 200, body: await redrive(body, now) }),
  }),
})
