import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { fingerprint } from '#shared/domain/identifier.ts'
import type { Parked, ParkedRange, ParkedSummary, Parking } from '#shared/ports.ts'
import { conditionally, type Item, queryItems, writeItems } from './items.ts'

/** The index by arrival: a partition for each shard of each day, so that a flood of garbage (4,000 a second) finds room. */
const byDay = 'byDay'
const shards = 4
const dayMs = 24 * 60 * 60 * 1000
const parkedForDays = 14
const parkedBytes = 350_000 // of the bodies: an item holds 400 kB
const parkedCharacters = 4000 // of the detail

/** What was parked, by id and reason, listed by arrival. What is too large for an item is cut, and says so. */
export const dynamoParking = (client: DynamoDBClient, table: string): Parking => ({
  park: (parked) =>
    writeItems(
      client,
      table,
      parked.map((one) => ({ PutRequest: { Item: itemOf(one) } })),
    ),
  list: async (range, { limit, after }) => {
    const found: Item[] = []
    const end = after === undefined ? range.until : Math.min(range.until, timeOf(after) + 1)
    for (const day of daysBack(range.from, end)) {
      const rows = await Promise.all(
        partitions(day).map((partition) => newest(client, table, partition, range, { limit, after })),
      )
      found.push(...rows.flat().sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)))
      if (found.length > limit) break
    }
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      parked: page.map(summaryOf),
      ...(found.length > limit && last !== undefined ? { next: placeOf(last) } : {}),
    }
  },
  count: async (range, atMost) => {
    const counts: Record<string, number> = {}
    let counted = 0
    for (const day of daysBack(range.from, range.until)) {
      if (counted > atMost) break
      const rows = await Promise.all(
        partitions(day).map((partition) => newest(client, table, partition, range, { limit: atMost })),
      )
      for (const { sk } of rows.flat()) counts[sk?.S ?? ''] = (counts[sk?.S ?? ''] ?? 0) + 1
      counted += rows.flat().length
    }
    return { counts, complete: counted <= atMost }
  },
  find: async (id) => (await queryItems(client, table, id)).map(parkedOf),
  forget: async (parked) => {
    await Promise.all(
      parked.map(({ id, reason, attempts = 0 }) =>
        conditionally(
          client.send(
            new DeleteItemCommand({
              TableName: table,
              Key: { pk: { S: id }, sk: { S: reason } },
              ConditionExpression: 'attempts = :attempts',
              ExpressionAttributeValues: { ':attempts': { N: String(attempts) } },
            }),
          ),
        ),
      ),
    )
  },
})

/** The newest rows of a partition in a range, one more than `limit` at most: it tells that there are more. */
const newest = async (
  client: DynamoDBClient,
  table: string,
  partition: string,
  { from, until, reason }: ParkedRange,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Item[]> => {
  const rows: Item[] = []
  let start: Item | undefined
  do {
    const values: Record<string, AttributeValue> = {
      ':day': { S: partition },
      ':from': { S: timeText(from) },
      ':until': { S: after ?? timeText(until) },
    }
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: byDay,
        KeyConditionExpression: '#day = :day AND arrived BETWEEN :from AND :until',
        ExpressionAttributeNames: { '#day': 'day', ...(reason === undefined ? {} : { '#sk': 'sk' }) },
        ExpressionAttributeValues: { ...values, ...(reason === undefined ? {} : { ':reason': { S: reason } }) },
        ...(reason === undefined ? {} : { FilterExpression: '#sk = :reason' }),
        ScanIndexForward: false,
        Limit: limit + 2,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    // BETWEEN takes its bounds in; where a page ended is on it already
    rows.push(...(page.Items ?? []).filter((item) => placeOf(item) !== after))
    start = page.LastEvaluatedKey
  } while (start !== undefined && rows.length <= limit)
  return rows.slice(0, limit + 1)
}

const timeText = (at: number) => String(at).padStart(15, '0')
const timeOf = (place: string) => Number(place.slice(0, 15))
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const placeOf = (item: Item): string => item.arrived?.S ?? ''
const partitions = (day: string) => Array.from({ length: shards }, (_, shard) => `${day}#${shard}`)

/** The days of a range, the last one first. */
const daysBack = (from: number, until: number): string[] => {
  const days: string[] = []
  for (let at = until - 1; until > from && dayOf(at) >= dayOf(from); at -= dayMs) days.push(dayOf(at))
  return days
}

const itemOf = ({ id, reason, detail, body, topic, at, mailbox, sealed, attempts = 0 }: Parked): Item => {
  const isCut = body.length + (sealed?.length ?? 0) > parkedBytes
  return {
    pk: { S: id },
    sk: { S: reason },
    day: { S: `${dayOf(at)}#${fingerprint(id) % shards}` },
    arrived: { S: `${timeText(at)}#${id}#${reason}` },
    detail: { S: detail.slice(0, parkedCharacters) },
    body: { S: isCut ? body.slice(0, parkedBytes) : body },
    ...(topic === undefined ? {} : { topic: { S: topic } }),
    ...(mailbox === undefined ? {} : { mailbox: { S: mailbox } }),
    ...(sealed === undefined || isCut ? {} : { sealed: { S: sealed } }),
    ...(isCut ? { cutFromBytes: { N: String(body.length) } } : {}),
    attempts: { N: String(attempts) },
    at: { N: String(at) },
    expiresAt: { N: String(Math.floor(at / 1000) + parkedForDays * 24 * 60 * 60) },
  }
}

const summaryOf = ({ pk, sk, detail, topic, mailbox, attempts, cutFromBytes, at }: Item): ParkedSummary => ({
  id: pk?.S ?? '',
  reason: sk?.S ?? '',
  detail: detail?.S ?? '',
  ...(topic?.S === undefined ? {} : { topic: topic.S }),
  at: Number(at?.N),
  ...(mailbox?.S === undefined ? {} : { mailbox: mailbox.S }),
  ...(attempts?.N === undefined || attempts.N === '0' ? {} : { attempts: Number(attempts.N) }),
  ...(cutFromBytes?.N === undefined ? {} : { cutFromBytes: Number(cutFromBytes.N) }),
})

const parkedOf = (item: Item): Parked => ({
  ...summaryOf(item),
  body: item.body?.S ?? '',
  ...(item.sealed?.S === undefined ? {} : { sealed: item.sealed.S }),
})
