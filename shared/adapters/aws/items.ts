import { constants, deflateRawSync, gunzipSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import type { Written } from '#shared/ports.ts'
import { chunksOf, sendUntilTaken } from './batches.ts'

export type Item = Record<string, AttributeValue>
export type Keys = { table: string; keys: readonly Item[] }

const maxKeysPerGet = 100
const maxWritesPerBatch = 25 // and 16 MB: 25 items of 400 kB are less

/** Reads items of one or several tables in one consistent round (100 keys a call); what the store leaves out is asked again. */
export const getItems = async (client: DynamoDBClient, wanted: readonly Keys[]): Promise<Map<string, Item[]>> => {
  const found = new Map<string, Item[]>(wanted.map(({ table }) => [table, []]))
  // a call that names a key twice is refused as a whole
  const flat = wanted.flatMap(({ table, keys }) => distinct(keys, keyText).map((key) => ({ table, key })))
  const read = async (pending: readonly { table: string; key: Item }[]) => {
    const tables = [...Map.groupBy(pending, ({ table }) => table)].map(([table, of]) => [
      table,
      { Keys: of.map(({ key }) => key), ConsistentRead: true },
    ])
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: Object.fromEntries(tables) }))
    for (const [table, items] of Object.entries(answer.Responses ?? {})) found.get(table)?.push(...items)
    const refused = Object.entries(answer.UnprocessedKeys ?? {}).flatMap(([table, { Keys = [] }]) =>
      Keys.map((key) => ({ table, key })),
    )
    return { refused }
  }
  await Promise.all(chunksOf(flat, maxKeysPerGet).map((chunk) => sendUntilTaken(chunk, read, 'keys of BatchGetItem')))
  return found
}

/** Writes or deletes items, 25 a call; what the store leaves out is sent again. Of two requests for one key the last one counts. */
export const writeItems = async (
  client: DynamoDBClient,
  table: string,
  requests: readonly WriteRequest[],
): Promise<void> => {
  const write = async (pending: readonly WriteRequest[]) => {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: [...pending] } }))
    return { refused: answer.UnprocessedItems?.[table] ?? [] }
  }
  const keyOf = ({ PutRequest, DeleteRequest }: WriteRequest) => keyText(PutRequest?.Item ?? DeleteRequest?.Key ?? {})
  // a call that names a key twice is refused as a whole
  for (const chunk of chunksOf(distinct(requests, keyOf), maxWritesPerBatch)) {
    await sendUntilTaken(chunk, write, `items of BatchWriteItem to ${table}`)
  }
}

/** All items of a partition, or those whose sort key begins with a prefix, page by page, consistently. */
export const queryItems = async (
  client: DynamoDBClient,
  table: string,
  pk: string,
  prefix?: string,
): Promise<Item[]> => {
  const items: Item[] = []
  let from: Item | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ...(prefix === undefined ? {} : { ':prefix': { S: prefix } }) },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return items
}

/** A conditional write: a failed condition is an answer, anything else an outage. */
export const conditionally = async (write: Promise<unknown>): Promise<Written> => {
  try {
    await write
    return 'written'
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'conflict'
    throw error
  }
}

/** The condition under which a version may be replaced by its next. */
export const onlyVersion = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      }

/** A state as an item keeps it: deflated JSON, because an update bills the whole item by the kilobyte. */
export const stateAttribute = (state: unknown): AttributeValue => ({ B: deflateRawSync(JSON.stringify(state)) })

/** Reads a state, also one of the first schema, which kept it as text. */
export const stateOf = <T>({ state }: Item): T =>
  JSON.parse(state?.B === undefined ? (state?.S ?? '{}') : inflateRawSync(state.B).toString('utf8')) as T

/** Content as it is stored, and read by every new environment of a function: zstd takes half of gzip's time to read. */
export const packed = (value: unknown): Uint8Array =>
  zstdCompressSync(JSON.stringify(value), { params: { [constants.ZSTD_c_compressionLevel]: packingLevel } })

/** Reads what was packed, also by the first schema, with gzip. */
export const unpacked = (bytes: Uint8Array): unknown => {
  const plain = bytes[0] === gzipsFirstByte ? gunzipSync(bytes) : zstdDecompressSync(bytes)
  return JSON.parse(plain.toString('utf8'))
}

const packingLevel = 9 // of 22: a venue of 2 MB in 0.1 s, to a seventh
const gzipsFirstByte = 0x1f

/** The last one of each key. */
const distinct = <T>(list: readonly T[], keyOf: (one: T) => string): T[] => [
  ...new Map(list.map((one) => [keyOf(one), one])).values(),
]

const keyText = ({ pk, sk }: Item): string => `${pk?.S}\u0000${sk?.S ?? ''}`
