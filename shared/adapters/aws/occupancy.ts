import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { fingerprint } from '#shared/domain/identifier.ts'
import { occupancyLimits } from '#shared/domain/occupancy.ts'
import type { Occupancies } from '#shared/ports.ts'
import { conditionally, queryItems } from './items.ts'

const shards = 16 // of a venue: 16,000 changes of zone a second

/** Who is where: an item for each visitor of each venue, replaced only by a newer word. It goes by itself after a day. */
export const dynamoOccupancies = (client: DynamoDBClient, table: string): Occupancies => ({
  note: async (memberships) => {
    await Promise.all(
      memberships.map(({ venueId, visitor, ledgerId, zones, rank: [version, ordinal], at }) =>
        // a conflict is no fault: somebody knows better by now
        conditionally(
          client.send(
            new PutItemCommand({
              TableName: table,
              Item: {
                pk: { S: partition(venueId, fingerprint(visitor) % shards) },
                sk: { S: visitor },
                ledgerId: { S: ledgerId },
                version: { N: String(version) },
                ordinal: { N: String(ordinal) },
                expiresAt: { N: String(Math.ceil(at / 1000) + occupancyLimits.staySeconds) },
                ...(zones && { zones: { L: zones.map((zoneId) => ({ S: zoneId })) } }),
              },
              ConditionExpression:
                'attribute_not_exists(pk) OR version < :version OR (version = :version AND ordinal <= :ordinal)',
              ExpressionAttributeValues: { ':version': { N: String(version) }, ':ordinal': { N: String(ordinal) } },
            }),
          ),
        ),
      ),
    )
  },
  visitors: async (venueId, now) => (await within(client, table, venueId, now)).map(({ zones }) => zones),
  present: async (venueId, zoneId, now) =>
    (await within(client, table, venueId, now)).flatMap(({ ledgerId, zones }) =>
      ledgerId === undefined || (zoneId !== undefined && !zones.includes(zoneId)) ? [] : [ledgerId],
    ),
})

const partition = (venueId: string, shard: number): string => `now#${venueId}#${shard}`

/** Who is in a venue. The first schema did not say who that is. */
const within = async (client: DynamoDBClient, table: string, venueId: string, now: number) => {
  const found = await Promise.all(
    Array.from({ length: shards }, (_, shard) => queryItems(client, table, partition(venueId, shard))),
  )
  return found.flat().flatMap(({ zones, ledgerId, expiresAt }) => {
    if (zones?.L === undefined || Number(expiresAt?.N) * 1000 <= now) return []
    return [{ ledgerId: ledgerId?.S, zones: zones.L.map(({ S = '' }) => S) }]
  })
}
