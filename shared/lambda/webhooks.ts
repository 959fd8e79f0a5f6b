import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { isWebhookEngine } from '#shared/access/webhook-secret.ts'
import { idSchema } from '#shared/schemas/fields.ts'
import type { Delivery, RefusedDelivery, TakenDelivery } from '#shared/use-cases/receive-webhook.ts'
import { handle } from './handle.ts'
import { log } from './log.ts'

/**
 * A handler of `POST /webhooks/{venueId}/<engine>`. The body goes on byte for byte, because that is what is signed. What fails
 * on our side is answered with 500, so that the engine delivers it again.
 */
export const webhookHandler = (receive: (delivery: Delivery) => Promise<TakenDelivery | RefusedDelivery>) =>
  handle<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event) => {
    const { routeKey, pathParameters, headers, requestContext } = event
    const engine = routeKey.split('/').at(-1) ?? ''
    const venueId = idSchema.safeParse(pathParameters?.venueId).data
    if (!isWebhookEngine(engine) || venueId === undefined) return json(404, { message: 'There is no such webhook' })
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
    try {
      const answer = await receive({ venueId, engine, headers, body, receivedAt: requestContext.timeEpoch })
      if (!('refused' in answer)) return json(200, answer)
      log('info', 'a webhook was refused', { engine, reason: answer.refused })
      const status = answer.refused === 'too_large' ? 413 : 401
      return json(status, { message: `The delivery is refused (${answer.refused}): ${answer.detail}` })
    } catch (error) {
      log('error', 'a request failed', { route: routeKey, error: error as Error })
      return json(500, { message: 'Something on our side failed. Deliver it again: it was not taken in.' })
    }
  })

const json = (statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
