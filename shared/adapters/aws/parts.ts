import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { chunksOf } from './batches.ts'
import { packed, queryItems, unpacked, writeItems } from './items.ts'

const maxChunkBytes = 350_000 // an item holds 400 kB, names and keys included
const atOnce = 4 // 350 kB each

/**
 * Values of any size, each compressed and cut into items of a partition of its own. They are written before anything names
 * them and never change after it, so that whoever reads a name finds all of what it names.
 */
export const storedParts = (client: DynamoDBClient, table: string) => ({
  /** Writes a value and tells how many items it took. Writing it again is harmless. */
  write: async (pk: string, value: unknown): Promise<number> => {
    const bytes = packed(value)
    const count = Math.max(1, Math.ceil(bytes.length / maxChunkBytes))
    const items = Array.from({ length: count }, (_, i) => ({
      pk: { S: pk },
      sk: { S: chunkKey(i) },
      data: { B: bytes.subarray(i * maxChunkBytes, (i + 1) * maxChunkBytes) },
    }))
    for (const some of chunksOf(items, atOnce))
      await Promise.all(some.map((Item) => client.send(new PutItemCommand({ TableName: table, Item }))))
    return count
  },
  /** Reads a value that has so many items; undefined where some are missing. */
  read: async (pk: string, count: number): Promise<unknown> => {
    const items = await queryItems(client, table, pk, 'chunk#')
    if (items.length < count) return undefined
    return unpacked(Buffer.concat(items.slice(0, count).map(({ data }) => data?.B ?? new Uint8Array())))
  },
  remove: async (pk: string, count: number): Promise<void> => {
    const keys = Array.from({ length: count }, (_, i) => ({ pk: { S: pk }, sk: { S: chunkKey(i) } }))
    await writeItems(
      client,
      table,
      keys.map((Key) => ({ DeleteRequest: { Key } })),
    )
  },
})

const chunkKey = (i: number) => `chunk#${String(i).padStart(4, '0')}`
