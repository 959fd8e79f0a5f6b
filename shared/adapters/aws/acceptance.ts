import { randomInt, randomUUID } from 'node:crypto'
import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { AcceptanceCounts, LearnedAcceptance } from '#shared/domain/acceptance.ts'
import type { Acceptance } from '#shared/ports/acceptance.ts'
import { conditionally, getItems, onlyVersion, stateAttribute, stateOf, writeItems } from './items.ts'

const shards = 4 // partitions of the notes: a thousand functions write one a minute each
const noteSeconds = 24 * 60 * 60
const learnedKey = { pk: { S: 'acceptance' }, sk: { S: 'learned' } }

/** What was counted and learned of acceptance, in a table with a sort key: an item a note, and one of all that was learned. */
export const dynamoAcceptance = (client: DynamoDBClient, table: string): Acceptance => ({
  note: async (counts, at) => {
    const shard = randomInt(shards)
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...noteKey(`${shard}#${randomUUID()}`),
          state: stateAttribute(counts),
          expiresAt: { N: String(Math.ceil(at / 1000) + noteSeconds) },
        },
      }),
    )
  },
  notes: async (atMost) => {
    const pages = await Promise.all(
      Array.from({ length: shards }, (_, shard) =>
        client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: partition(shard) } },
            ConsistentRead: true,
            Limit: Math.ceil(atMost / shards),
          }),
        ),
      ),
    )
    return pages.flatMap(({ Items = [] }) =>
      Items.map((item) => ({ noteId: item.sk?.S ?? '', counts: stateOf<AcceptanceCounts>(item) })),
    )
  },
  forgetNotes: (noteIds) =>
    writeItems(
      client,
      table,
      noteIds.map((noteId) => ({ DeleteRequest: { Key: noteKey(noteId) } })),
    ),
  learned: async () => {
    const [item] = (await getItems(client, [{ table, keys: [learnedKey] }])).get(table) ?? []
    return item && { ...stateOf<LearnedAcceptance>(item), version: Number(item.version?.N) }
  },
  saveLearned: ({ version, ...learned }) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...learnedKey, version: { N: String(version + 1) }, state: stateAttribute(learned) },
          ...onlyVersion(version),
        }),
      ),
    ),
})

const partition = (shard: number | string) => `acceptance#${shard}`
const noteKey = (noteId: string) => ({ pk: { S: partition(noteId.split('#', 1)[0] ?? '') }, sk: { S: noteId } })
