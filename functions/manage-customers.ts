import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, notFound, route } from '#shared/lambda/http.ts'
import { customerExample, customerSchema } from '#shared/schemas/people.ts'
import { findCustomer, saveCustomer } from '#shared/use-cases/manage-customers.ts'

const ports = { people: dynamoPeople(dynamodb(), { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') }) }
const find = findCustomer(ports)
const save = saveCustomer(ports)

export const handler = httpHandler({
  'GET /customers/{customerId}': route({
    roles: ['marketer', 'associate'],
    venueOf: 'any',
    run: async ({ params: { customerId = '' } }) => {
      const customer = await find(customerId)
      return customer ? { status: 200, body: customer } : notFound('customer', customerId)
    },
  }),
  'PUT /customers/{customerId}': route({
    roles: ['marketer'],
    body: { schema: customerSchema, example: customerExample },
    run: async ({ params: { customerId = '' }, body, now }) => {
      await save(customerId, body, now)
      return { status: 200, body: await find(customerId) }
    },
  }),
})
