import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Page } from '#shared/domain/page-of.ts'
import type { Item } from './items.ts'

/**
 * A part of a partition in the order of its sort keys, consistently. `next` is there if there is more.
 * A cursor is the last sort key, so what comes in meanwhile neither repeats nor hides anything.
 */
export const queryPage = async (
  client: DynamoDBClient,
  table: string,
  { pk, prefix, newestFirst = false }: { pk: string; prefix: string; newestFirst?: boolean },
  { limit, after }: Page,
): Promise<{ items: Item[]; next?: string }> => {
  const items: Item[] = []
  let from: Item | undefined = after === undefined ? undefined : { pk: { S: pk }, sk: { S: prefix + after } }
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        Limit: limit - items.length + 1, // one more tells whether there is more
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from !== undefined && items.length <= limit)
  const last = items[limit - 1]?.sk?.S
  return items.length <= limit || last === undefined
    ? { items }
    : { items: items.slice(0, limit), next: last.slice(prefix.length) }
}
