import { randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { anonymousLimits, type QuarterSketch, quarterOf } from '#shared/domain/anonymous-counts.ts'
import { fingerprint } from '#shared/domain/identifier.ts'
import { covers, united } from '#shared/domain/sketch.ts'
import type { AnonymousCounts, SketchPlace } from '#shared/ports.ts'
import { backOff } from './batches.ts'
import { conditionally, type Item, onlyVersion, queryItems } from './items.ts'

const shards = 4 // of a venue's day, by gateway: 4,000 sketches a second
const dayMs = 24 * 60 * 60_000
const markKeptSeconds = 2 * 24 * 60 * 60 // that a salt was destroyed, so that a late message does not make another

/** Salts and sketches in DynamoDB. A sketch is raised under its version; it takes less than a kilobyte, and goes after 30 days. */
export const dynamoAnonymous = (client: DynamoDBClient, table: string): AnonymousCounts => {
  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item
  const put = (item: Item, condition: object = {}) =>
    conditionally(client.send(new PutItemCommand({ TableName: table, Item: item, ...condition })))

  return {
    salt: async (venueId, day, until) => {
      const key: Item = { pk: { S: 'salt' }, sk: { S: `${venueId}#${day}` } }
      const known = await get(key)
      if (known) return known.salt?.B
      const salt = new Uint8Array(randomBytes(32))
      const expiresAt = { N: String(Math.ceil(until / 1000) + markKeptSeconds) }
      const made = { ...key, salt: { B: salt }, until: { N: String(until) }, expiresAt }
      if ((await put(made, onlyVersion(0))) === 'written') return salt
      return (await get(key))?.salt?.B
    },
    destroySalts: async (now) => {
      const over = (await queryItems(client, table, 'salt')).filter(({ until }) => Number(until?.N) <= now)
      let destroyed = 0
      for (const { salt, ...mark } of over) {
        const { pk, sk, expiresAt } = mark
        if (pk === undefined || sk === undefined) continue
        if (salt !== undefined) {
          await put(mark)
          destroyed++
        } else if (Number(expiresAt?.N) * 1000 <= now) {
          await client.send(new DeleteItemCommand({ TableName: table, Key: { pk, sk } }))
        }
      }
      return destroyed
    },
    raise: async (place, sketch) => {
      const key = keyOf(place)
      for (let tries = 0; ; tries++) {
        await backOff(tries, `the sketch of gateway ${place.gatewayId} was raised by others`)
        const item = await get(key)
        const known = item ? sketchIn(item) : sketch
        if (item && covers(known, sketch)) return known
        const raised = united([known, sketch])
        const version = Number(item?.version?.N ?? 0)
        const written = await put(
          {
            ...key,
            version: { N: String(version + 1) },
            quarter: { N: String(place.quarter) },
            ...(place.zoneId !== undefined && { zoneId: { S: place.zoneId } }),
            sketch: { B: deflateRawSync(raised) },
            expiresAt: { N: String(place.quarter / 1000 + anonymousLimits.keptSeconds) },
          },
          onlyVersion(version),
        )
        if (written === 'written') return raised
      }
    },
    sketches: async (venueId, from, until, now) => {
      const days = Array.from(
        { length: Math.max(0, Math.ceil(until / dayMs) - Math.floor(from / dayMs)) },
        (_, i) => (Math.floor(from / dayMs) + i) * dayMs,
      )
      const found = await Promise.all(
        days.flatMap((day) =>
          Array.from({ length: shards }, (_, shard) => queryItems(client, table, partition(venueId, day, shard))),
        ),
      )
      return found.flat().flatMap((item): QuarterSketch[] => {
        const quarter = Number(item.quarter?.N)
        const isAsked = quarter >= quarterOf(from) && quarter < until && Number(item.expiresAt?.N) * 1000 > now
        return isAsked ? [{ quarter, zoneId: item.zoneId?.S, sketch: sketchIn(item) }] : []
      })
    },
  }
}

const sketchIn = ({ sketch }: Item): Uint8Array => new Uint8Array(inflateRawSync(sketch?.B ?? new Uint8Array()))

const partition = (venueId: string, time: number, shard: number): string =>
  `sketch#${venueId}#${new Date(time).toISOString().slice(0, 10)}#${shard}`

const keyOf = ({ venueId, gatewayId, quarter, zoneId = '' }: SketchPlace): Item => ({
  pk: { S: partition(venueId, quarter, fingerprint(gatewayId) % shards) },
  sk: { S: `${new Date(quarter).toISOString().slice(11, 16)}#${gatewayId}#${zoneId}` },
})
