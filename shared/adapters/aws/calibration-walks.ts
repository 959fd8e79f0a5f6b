import { hash } from 'node:crypto'
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { WalkOrder, WalkPart } from '#shared/domain/calibration.ts'
import type { CalibrationWalks } from '#shared/ports.ts'
import { conditionally, type Item, packed, queryItems, unpacked, writeItems } from './items.ts'

/** Calibration walks in DynamoDB: an item for each walk of a venue, and one for each part, named by what it says. */
export const dynamoCalibrationWalks = (client: DynamoDBClient, table: string): CalibrationWalks => ({
  start: async ({ venueId, walkId, ...walk }) => {
    await client.send(
      new PutItemCommand({ TableName: table, Item: { ...keyOf(venueId, walkId), ...attributesOf(walk) } }),
    )
  },
  find: async (venueId, walkId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(venueId, walkId), ConsistentRead: true }),
    )
    return Item && walkOf(venueId, Item)
  },
  list: async (venueId) =>
    (await queryItems(client, table, venueKey(venueId), walkPrefix))
      .map((item) => walkOf(venueId, item))
      .sort((a, b) => a.startedAt - b.startedAt),
  finish: (venueId, walkId, at) =>
    conditionally(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(venueId, walkId),
          UpdateExpression: 'SET finishedAt = if_not_exists(finishedAt, :at)',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': { N: String(at) } },
        }),
      ),
    ),
  add: async (venueId, walkId, part) => {
    const name = hash('sha256', JSON.stringify(part), 'base64url')
    const Item = { ...partKey(venueId, walkId, name), data: { B: packed(part) } }
    await client.send(new PutItemCommand({ TableName: table, Item }))
  },
  parts: async (venueId, walkId) =>
    (await queryItems(client, table, partsKey(venueId, walkId))).flatMap(({ data }) =>
      data?.B ? [unpacked(data.B) as WalkPart] : [],
    ),
  remove: async (venueId, walkId) => {
    // the walk first: what comes now is refused
    await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(venueId, walkId) }))
    const parts = await queryItems(client, table, partsKey(venueId, walkId))
    const keys = parts.map(({ sk }) => partKey(venueId, walkId, sk?.S ?? ''))
    await writeItems(
      client,
      table,
      keys.map((Key) => ({ DeleteRequest: { Key } })),
    )
  },
})

const walkPrefix = 'walk#'
const venueKey = (venueId: string) => `venue#${venueId}`
const keyOf = (venueId: string, walkId: string) => ({ pk: { S: venueKey(venueId) }, sk: { S: walkPrefix + walkId } })
const partsKey = (venueId: string, walkId: string) => `parts#${venueId}#${walkId}`
const partKey = (venueId: string, walkId: string, name: string) => ({
  pk: { S: partsKey(venueId, walkId) },
  sk: { S: name },
})

const attributesOf = ({ deviceId, startedAt, finishedAt }: Omit<WalkOrder, 'venueId' | 'walkId'>): Item => ({
  startedAt: { N: String(startedAt) },
  ...(deviceId === undefined ? {} : { deviceId: { S: deviceId } }),
  ...(finishedAt === undefined ? {} : { finishedAt: { N: String(finishedAt) } }),
})

const walkOf = (venueId: string, { sk, deviceId, startedAt, finishedAt }: Item): WalkOrder => ({
  venueId,
  walkId: sk?.S?.slice(walkPrefix.length) ?? '',
  ...(deviceId?.S === undefined ? {} : { deviceId: deviceId.S }),
  startedAt: Number(startedAt?.N),
  ...(finishedAt?.N === undefined ? {} : { finishedAt: Number(finishedAt.N) }),
})
