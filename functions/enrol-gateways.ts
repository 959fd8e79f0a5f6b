import { gatewayClientId, longestClientId } from '#shared/access/device-policy.ts'
import { signDeviceToken } from '#shared/access/device-token.ts'
import { secretsManager } from '#shared/adapters/aws/clients.ts'
import { secretReader } from '#shared/adapters/aws/secrets.ts'
import { badRequest } from '#shared/lambda/answers.ts'
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
    run: async ({ params: { venueId = '', gatewayId = '' }, now }) => {
      const clientId = gatewayClientId(venueId, gatewayId)
      if (clientId.length > longestClientId) {
        const reason = `must leave its MQTT client id ${longestClientId} characters, and ${clientId} has ${clientId.length}`
        return badRequest('The address is not right', [{ path: 'gatewayId', reason, example: 'g1' }])
      }
      const token = await signDeviceToken(await secret(), { kind: 'gateway', id: gatewayId, venueId }, now)
      return { status: 201, body: { gatewayId, clientId, ...token } }
    },
  }),
})
