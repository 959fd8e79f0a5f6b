import { randomInt, randomUUID } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { HealthBoard, HealthNote, UsualHour } from '#shared/domain/health.ts'
import type { Health } from '#shared/ports.ts'
import { conditionally, type Item, onlyVersion, queryItems, writeItems } from './items.ts'

const schemaVersion = 1
const shards = 4 // partitions of a venue's notes: a thousand functions write one a minute each
const noteDays = 1
const boardDays = 90 // of a venue that is not watched any more
const hourDays = 400
const maxBytes = 350_000 // an item holds 400 kB

/** The health of venues in one table: notes of all functions, one board a venue, and one item for each hour of the week. */
export const dynamoHealth = (client: DynamoDBClient, table: string): Health => {
  const find = async (pk: string, sk: string): Promise<Item | undefined> => {
    const Key = { pk: { S: pk }, sk: { S: sk } }
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item
  }
  const put = (item: Item, condition: object = {}) =>
    client.send(new PutItemCommand({ TableName: table, Item: item, ...condition }))
  return {
    note: async (venueId, note) => {
      const shard = randomInt(shards)
      await put(itemOf(notesKey(venueId, shard), `${shard}#${randomUUID()}`, note, { at: note.at, days: noteDays }))
    },
    notes: async (venueId) => {
      const found = await Promise.all(
        Array.from({ length: shards }, (_, shard) => queryItems(client, table, notesKey(venueId, shard))),
      )
      return found.flat().map((item) => ({ noteId: item.sk?.S ?? '', note: read<HealthNote>(item) }))
    },
    forgetNotes: async (venueId, noteIds) => {
      const keys = noteIds.map((sk) => ({ pk: { S: notesKey(venueId, sk.split('#', 1)[0]) }, sk: { S: sk } }))
      await writeItems(
        client,
        table,
        keys.map((Key) => ({ DeleteRequest: { Key } })),
      )
    },
    board: async (venueId) => {
      const item = await find(venueKey(venueId), 'board')
      if (!item) return undefined
      const { anchors, zones, ...board } = read<KeptBoard>(item)
      return { ...board, version: Number(item.version?.N), anchors: new Map(anchors), zones: new Map(zones) }
    },
    saveBoard: (venueId, { version, anchors, zones, ...board }) => {
      const kept = { ...board, version, anchors: [...anchors], zones: [...zones] } satisfies KeptBoard
      const item = itemOf(venueKey(venueId), 'board', kept, { at: board.at, days: boardDays })
      return conditionally(put({ ...item, version: { N: String(version + 1) } }, onlyVersion(version)))
    },
    usualHour: async (venueId, hourOfWeek) => {
      const item = await find(venueKey(venueId), hourKey(hourOfWeek))
      if (!item) return undefined
      const { anchors, zones, ...hour } = read<KeptHour>(item)
      return { ...hour, anchors: new Map(anchors), zones: new Map(zones) }
    },
    saveUsualHour: async (venueId, hourOfWeek, { anchors, zones, ...hour }) => {
      const kept = { ...hour, anchors: [...anchors], zones: [...zones] } satisfies KeptHour
      const at = hour.learnedAt * 3_600_000
      await put(itemOf(venueKey(venueId), hourKey(hourOfWeek), kept, { at, days: hourDays }))
    },
  }
}

type Entries<M> = M extends ReadonlyMap<infer K, infer V> ? [K, V][] : never
type WithEntries<T extends { anchors: unknown; zones: unknown }> = Omit<T, 'anchors' | 'zones'> & {
  anchors: Entries<T['anchors']>
  zones: Entries<T['zones']>
}
type KeptBoard = WithEntries<HealthBoard>
type KeptHour = WithEntries<UsualHour>

const notesKey = (venueId: string, shard: number | string | undefined) => `notes#${venueId}#${shard}`
const venueKey = (venueId: string) => `venue#${venueId}`
const hourKey = (hourOfWeek: number) => `hour#${String(hourOfWeek).padStart(3, '0')}`

const itemOf = (pk: string, sk: string, value: unknown, { at, days }: { at: number; days: number }): Item => {
  const data: AttributeValue.BMember = { B: deflateRawSync(JSON.stringify(value, rounded)) }
  if (data.B.length > maxBytes)
    throw new Error(
      `${pk} ${sk} has ${data.B.length} bytes deflated and an item takes ${maxBytes}: divide the venue into several`,
    )
  return {
    pk: { S: pk },
    sk: { S: sk },
    v: { N: String(schemaVersion) },
    data,
    expiresAt: { N: String(Math.floor(at / 1000) + days * 24 * 60 * 60) },
  }
}

/** What is estimated needs no more than six digits, and half of the bytes. */
const rounded = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value

const read = <T>(item: Item): T => JSON.parse(inflateRawSync(item.data?.B ?? new Uint8Array()).toString('utf8')) as T
