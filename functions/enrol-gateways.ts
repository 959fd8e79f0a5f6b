import { signDeviceToken } from '#shared/access/device-token.ts'
import { secretsManager } from '#shared/adapters/aws/clients.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { gatewayTokenAnswer } from '#shared/schemas/answers.ts'

const secret = secretReader(secretsManager(), env('DEVICE_KEY_SECRET'))

export const handler = httpHandler({
  'POST /venues/{venueId}/gateways/{gatewayId}/token': route({
    summary: 'A token for a gateway that speaks no X.509',
    roles: ['operator'],
    answers: { 201: { is: 'The token', schema: gatewayTokenAnswer } },
    venueOf: ({ params }) => params.venueId,
    run: async ({ params: { venueId = '', gatewayId = '' }, now }) => ({
      status: 201,
      body: { gatewayId, ...(await signDeviceToken(await secret(), { kind: 'gateway', id: gatewayId, venueId }, now)) },
    }),
  }),
})
