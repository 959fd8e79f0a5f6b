import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Webhooks } from '#shared/ports.ts'
import { conditionally, getItems } from './items.ts'

/** Webhooks and the deliveries that came by them, in one table; the store forgets deliveries after their `expiresAt`. */
export const dynamoWebhooks = (client: DynamoDBClient, table: string): Webhooks => ({
  find: async (webhookId, deliveryId) => {
    const names = [webhookKey(webhookId), ...(deliveryId === undefined ? [] : [deliveryKey(deliveryId)])]
    const items = await getItems(client, [{ table, keys: names.map((name) => ({ pk: { S: name } })) }])
    const found = new Map(items.get(table)?.map((item) => [item.pk?.S, item]))
    const webhook = found.get(names[0])
    const delivery = names[1] === undefined ? undefined : found.get(names[1])
    return {
      ...(webhook && {
        webhook: { generation: Number(webhook.generation?.N), previousUntil: Number(webhook.previousUntil?.N) },
      }),
      ...(delivery && { takenUntil: Number(delivery.until?.N) }),
    }
  },
  save: (webhookId, { generation, previousUntil }) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: { S: webhookKey(webhookId) },
            generation: { N: String(generation) },
            previousUntil: { N: String(previousUntil) },
          },
          ...(generation === 1
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'generation = :before',
                ExpressionAttributeValues: { ':before': { N: String(generation - 1) } },
              }),
        }),
      ),
    ),
  remember: (deliveryId, { now, until }) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: { S: deliveryKey(deliveryId) },
            until: { N: String(until) },
            expiresAt: { N: String(Math.ceil(until / 1000)) },
          },
          // what has expired may still be there: the store deletes it when it has time
          ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': { N: String(now) } },
        }),
      ),
    ),
})

const webhookKey = (webhookId: string) => `webhook#${webhookId}`
const deliveryKey = (deliveryId: string) => `delivery#${deliveryId}`
