import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Page } from '#shared/domain/page-of.ts'
import type { Span } from '#shared/ports/journeys.ts'
import type { Item } from './items.ts'

/** A time as sort keys have it, so that they are in its order: `001795251700000`. */
export const padded = (time: number): string => String(time).padStart(15, '0')

/**
 * A page of a partition whose sort keys begin with a padded time, the newest first. `after` is the last sort key of the page
 * before, and left out; `next` is the same for the page behind it.
 */
export const queryNewest = async (
  client: DynamoDBClient,
  table: string,
  pk: string,
  { from, until }: Span,
  { limit, after }: Page,
): Promise<{ items: Item[]; next?: string }> => {
  const items: Item[] = []
  let start: Item | undefined = after === undefined ? undefined : { pk: { S: pk }, sk: { S: after } }
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ':from': { S: padded(from) },
          ':until': { S: padded(until) }, // what begins at `until` goes on behind its time, and is larger
        },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit - items.length + 1, // one more tells whether there is more
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    items.push(...(page.Items ?? []))
    start = page.LastEvaluatedKey
  } while (start !== undefined && items.length <= limit)
  const last = items[limit - 1]?.sk?.S
  return items.length <= limit || last === undefined ? { items } : { items: items.slice(0, limit), next: last }
}
