import { dynamodb, kinesis } from '#shared/adapters/aws/clients.ts'
import { dynamoDirectory } from '#shared/adapters/aws/directory.ts'
import { kinesisEvents } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { notFound, preconditionFailed } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { customerAnswer } from '#shared/schemas/answers.ts'
import { customerExample, customerSchema } from '#shared/schemas/people.ts'
import { findCustomer, saveCustomer } from '#shared/use-cases/manage-customers.ts'

const db = dynamodb()
const ports = {
  people: dynamoPeople(db, { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') }),
  directory: dynamoDirectory(db, env('DIRECTORY_TABLE')),
  events: kinesisEvents(kinesis(), env('EVENT_STREAM')),
}
const find = findCustomer(ports)
const save = saveCustomer(ports)

export const handler = httpHandler({
  'GET /customers/{customerId}': route({
    summary: 'Who a customer is, and what she agreed to',
    roles: ['marketer', 'associate'],
    answers: { 200: { is: 'The customer', schema: customerAnswer } },
    venueOf: 'any',
    run: async ({ params: { customerId = '' } }) => {
      const customer = await find(customerId)
      return customer ? { status: 200, body: customer } : notFound('customer', customerId)
    },
  }),
  'PUT /customers/{customerId}': route({
    summary: 'Stores a customer as CRM knows her; her consents are in force when this is answered',
    roles: ['marketer'],
    answers: {
      200: { is: 'The customer as she is known now', schema: customerAnswer },
      412: { is: 'She is not what the caller has seen (If-Match, If-None-Match)' },
    },
    body: { schema: customerSchema, example: customerExample },
    run: async ({ params: { customerId = '' }, body, now, holds }) => {
      const done = await save(customerId, body, now, holds)
      return 'saved' in done ? { status: 200, body: done.saved } : preconditionFailed('customer', done.seen)
    },
  }),
})
