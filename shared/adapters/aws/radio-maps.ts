import { hash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { RadioMaps } from '#shared/ports.ts'
import { conditionally, type Item, queryItems } from './items.ts'

const maxChunkBytes = 350_000 // an item holds 400 kB, names and keys included
const indexName = 'index'

/** Radio maps in DynamoDB: immutable chunks of compressed bytes, the index last, so that one without all its floors is none. */
export const dynamoRadioMaps = (client: DynamoDBClient, table: string): RadioMaps => {
  const savePart = async (version: string, name: string, part: Uint8Array) => {
    const bytes = gzipSync(part)
    const count = Math.max(1, Math.ceil(bytes.length / maxChunkBytes))
    const digest = { S: hash('sha256', part, 'base64url') }
    for (let i = 0; i < count; i++) {
      const written = await conditionally(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: keyOf(version) },
              sk: { S: `${name}#${String(i).padStart(4, '0')}` },
              chunks: { N: String(count) },
              digest,
              data: { B: bytes.subarray(i * maxChunkBytes, (i + 1) * maxChunkBytes) },
            },
            // a version never changes: only the same bytes may be written once more
            ConditionExpression: 'attribute_not_exists(pk) OR digest = :digest',
            ExpressionAttributeValues: { ':digest': digest },
          }),
        ),
      )
      if (written === 'conflict') return written
    }
    return 'written'
  }
  return {
    save: async (version, { index, floors }) => {
      for (const [floorId, part] of floors) {
        if ((await savePart(version, floorName(floorId), part)) === 'conflict') return 'conflict'
      }
      return savePart(version, indexName, index)
    },
    load: async (version, floorIds) => {
      const names = floorIds && [indexName, ...floorIds.map(floorName)]
      const items = names
        ? (await Promise.all(names.map((name) => queryItems(client, table, keyOf(version), `${name}#`)))).flat()
        : await queryItems(client, table, keyOf(version))
      const parts = new Map<string, Uint8Array>()
      for (const [name, chunks] of Map.groupBy(items, nameOf)) {
        if (chunks.length < Number(chunks[0]?.chunks?.N)) return undefined
        parts.set(name, gunzipSync(Buffer.concat(chunks.map(({ data }) => data?.B ?? new Uint8Array()))))
      }
      const index = parts.get(indexName)
      if (!index) return undefined
      parts.delete(indexName)
      return { index, floors: new Map([...parts].map(([name, part]) => [name.slice(floorName('').length), part])) }
    },
  }
}

const keyOf = (version: string) => `radio-map#${version}`
const floorName = (floorId: string) => `floor#${floorId}`
const nameOf = ({ sk }: Item): string => sk?.S?.slice(0, sk.S.lastIndexOf('#')) ?? ''
