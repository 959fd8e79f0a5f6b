import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Job } from '#shared/domain/job.ts'
import type { Jobs } from '#shared/ports.ts'
import { conditionally, getItems, onlyVersion, stateAttribute, stateOf } from './items.ts'

const keptForSeconds = 30 * 24 * 60 * 60

/** Jobs of a venue, an item each, forgotten a month after they were last touched. */
export const dynamoJobs = (client: DynamoDBClient, table: string): Jobs => ({
  find: async (venueId, id) => {
    const keys = [{ pk: { S: venueId }, sk: { S: id } }]
    const [item] = (await getItems(client, [{ table, keys }])).get(table) ?? []
    return item && stateOf<Job>(item)
  },
  list: async (venueId, limit) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :venue',
        ExpressionAttributeValues: { ':venue': { S: venueId } },
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      }),
    )
    return Items.map((item) => stateOf<Job>(item))
  },
  save: (job) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: { S: job.venueId },
            sk: { S: job.id },
            version: { N: String(job.version + 1) },
            state: stateAttribute({ ...job, version: job.version + 1 }),
            expiresAt: { N: String(Math.floor(job.updatedAt / 1000) + keptForSeconds) },
          },
          ...onlyVersion(job.version),
        }),
      ),
    ),
})
