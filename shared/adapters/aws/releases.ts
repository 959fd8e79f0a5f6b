import { hash } from 'node:crypto'
import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Journey } from '#shared/domain/journey.ts'
import { noPauses, type Pauses, type ReleaseContent, withPause } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts, Releases } from '#shared/ports.ts'
import { backOff } from './batches.ts'
import { conditionally, packed, queryItems, unpacked } from './items.ts'

const maxChunkBytes = 350_000 // an item holds 400 kB, names and keys included
const pointerKey = { pk: { S: 'live' }, sk: { S: 'pointer' } }

/** Releases in DynamoDB: immutable chunks of compressed JSON, and one pointer item that also says what is paused. */
export const dynamoReleases = (client: DynamoDBClient, table: string): Releases => {
  const readPointer = async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: pointerKey, ConsistentRead: true }))
    const pauses = Item?.pauses?.S === undefined ? noPauses : (JSON.parse(Item.pauses.S) as Pauses)
    return { version: Item?.version?.S, pauses, stored: Item?.pauses?.S }
  }
  return {
    pointer: async () => {
      const { version, pauses } = await readPointer()
      return { version, pauses }
    },
    load: async (version) => {
      const chunks = await queryItems(client, table, `release#${version}`, 'chunk#')
      // some chunks without the others are what a publisher that was cut short left behind
      if (chunks.length === 0 || chunks.length < Number(chunks[0]?.chunks?.N)) return undefined
      return unpacked(Buffer.concat(chunks.map((chunk) => chunk.data?.B ?? new Uint8Array()))) as ReleaseContent
    },
    publish: async (content, previous) => {
      const bytes = packed(content)
      const count = Math.ceil(bytes.length / maxChunkBytes)
      const digest = { S: hash('sha256', JSON.stringify(content), 'base64url') }
      for (let i = 0; i < count; i++) {
        const written = await conditionally(
          client.send(
            new PutItemCommand({
              TableName: table,
              Item: {
                pk: { S: `release#${content.version}` },
                sk: { S: `chunk#${String(i).padStart(4, '0')}` },
                chunks: { N: String(count) },
                digest,
                data: { B: bytes.subarray(i * maxChunkBytes, (i + 1) * maxChunkBytes) },
              },
              // a version never changes: only the same content may be written once more
              ConditionExpression: 'attribute_not_exists(pk) OR digest = :digest',
              ExpressionAttributeValues: { ':digest': digest },
            }),
          ),
        )
        if (written === 'conflict') return 'conflict'
      }
      return conditionally(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: pointerKey,
            UpdateExpression: 'SET #version = :next',
            ConditionExpression: previous === undefined ? 'attribute_not_exists(#version)' : '#version = :previous',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: {
              ':next': { S: content.version },
              ...(previous === undefined ? {} : { ':previous': { S: previous } }),
            },
          }),
        ),
      )
    },
    setPause: async (target, paused) => {
      for (let tries = 0; ; tries++) {
        await backOff(tries, 'the pauses were changed by others')
        const { pauses, stored } = await readPointer()
        const next = withPause(pauses, target, paused)
        const written = await conditionally(
          client.send(
            new UpdateItemCommand({
              TableName: table,
              Key: pointerKey,
              UpdateExpression: 'SET pauses = :next',
              ConditionExpression: stored === undefined ? 'attribute_not_exists(pauses)' : 'pauses = :stored',
              ExpressionAttributeValues: {
                ':next': { S: JSON.stringify(next) },
                ...(stored === undefined ? {} : { ':stored': { S: stored } }),
              },
            }),
          ),
        )
        if (written === 'written') return next
      }
    },
  }
}

/** Drafts of venues and journeys, each an item of compressed JSON in the releases' table. */
export const dynamoDrafts = (client: DynamoDBClient, table: string): Drafts => {
  const save = async (sk: string, value: unknown): Promise<void> => {
    const data = packed(value)
    if (data.length > maxChunkBytes) {
      const sizes = `${Math.ceil(data.length / 1000)} kB compressed and may have ${maxChunkBytes / 1000}`
      throw new Error(
        `the draft ${sk.replace('#', ' ')} has ${sizes}: divide it, or make its texts and polygons shorter`,
      )
    }
    await client.send(
      new PutItemCommand({ TableName: table, Item: { pk: { S: 'draft' }, sk: { S: sk }, data: { B: data } } }),
    )
  }
  const find = async (sk: string): Promise<unknown> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: 'draft' }, sk: { S: sk } }, ConsistentRead: true }),
    )
    return Item?.data?.B && unpacked(Item.data.B)
  }
  const list = async (prefix: string): Promise<unknown[]> =>
    (await queryItems(client, table, 'draft', prefix)).flatMap((item) => (item.data?.B ? [unpacked(item.data.B)] : []))
  return {
    saveVenue: (venue) => save(`venue#${venue.id}`, venue),
    saveJourney: (journey) => save(`journey#${journey.id}`, journey),
    findVenue: async (venueId) => (await find(`venue#${venueId}`)) as Venue | undefined,
    findJourney: async (journeyId) => (await find(`journey#${journeyId}`)) as Journey | undefined,
    all: async () => ({ venues: (await list('venue#')) as Venue[], journeys: (await list('journey#')) as Journey[] }),
  }
}
