import { isWebhookEngine } from '#shared/access/webhook-secret.ts'
import { dynamodb, secretsManager } from '#shared/adapters/aws/clients.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { dynamoWebhooks } from '#shared/adapters/aws/webhooks.ts'
import { conflict, notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { problemSchema, webhookAnswer } from '#shared/schemas/answers.ts'
import { openWebhook } from '#shared/use-cases/open-webhook.ts'

const webhooks = dynamoWebhooks(dynamodb(), env('WEBHOOKS_TABLE'))
const open = openWebhook({ webhooks }, secretReader(secretsManager(), env('HARDWARE_KEY_SECRET')))

export const handler = httpHandler({
  'POST /venues/{venueId}/webhooks/{engine}': route({
    summary: 'Open a webhook for a location engine, or give it a new secret',
    answers: {
      201: { is: 'Its path and its secret, shown this once', schema: webhookAnswer },
      409: { is: 'Somebody else opened it at the same time', schema: problemSchema },
    },
    roles: ['operator'],
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '', engine = '' }, now }) => {
      if (!isWebhookEngine(engine)) return notFound('location engine', engine)
      const opened = await open(venueId, engine, now)
      if (opened !== 'conflict') return { status: 201, body: opened }
      return conflict('Somebody else opened it at the same time: open it again')
    },
  }),
})
