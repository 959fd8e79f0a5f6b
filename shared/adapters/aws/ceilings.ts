import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Ceilings } from '#shared/ports/journeys.ts'
import { type CeilingItems, ceilingsOver } from '../ceilings/admit.ts'
import { conditionally } from './items.ts'

const keptSeconds = 60 * 60

/** Ceilings on sends in a table with a sort key: an item for each key and minute, so that no minute's is hot in the next. */
export const dynamoCeilings = (client: DynamoDBClient, table: string): Ceilings => ceilingsOver(itemsOf(client, table))

const itemsOf = (client: DynamoDBClient, table: string): CeilingItems => ({
  read: async (key, minute) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(key, minute), ConsistentRead: true }),
    )
    return { taken: Number(Item?.taken?.N ?? 0), names: new Set(Item?.names?.SS) }
  },
  take: (key, minute, many, names, atMost) =>
    conditionally(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(key, minute),
          UpdateExpression: `SET expiresAt = :forget ADD taken :many${names.length === 0 ? '' : ', #names :names'}`,
          ConditionExpression: '(attribute_not_exists(taken) AND :zero <= :room) OR taken <= :room',
          ...(names.length === 0 ? {} : { ExpressionAttributeNames: { '#names': 'names' } }),
          ExpressionAttributeValues: {
            ':many': { N: String(many) },
            ':room': { N: String(atMost - many) },
            ':zero': { N: '0' },
            ':forget': { N: String(minute * 60 + keptSeconds) },
            ...(names.length === 0 ? {} : { ':names': { SS: [...names] } }),
          },
        }),
      ),
    ),
})

const keyOf = (key: string, minute: number) => ({ pk: { S: `ceiling#${key}#${minute}` }, sk: { S: 'sends' } })
