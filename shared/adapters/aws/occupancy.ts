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
      memberships.map(({ venueId, visitor, zones, rank: [version, ordinal], at }) =>
        // a conflict is no fault: somebody knows better by now
        conditionally(
          client.send(
            new PutItemCommand({
              TableName: table,
              Item: {
                pk: { S: partition(venueId, fingerprint(visitor) % shards) },
                sk: { S: visitor },
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
  visitors: async (venueId, now) => {
    const found = await Promise.all(
      Array.from({ length: shards }, (_, shard) => queryItems(client, table, partition(venueId, shard))),
    )
    return found
      .flat()
      .flatMap(({ zones, expiresAt }) =>
        zones?.L === undefined || Number(expiresAt?.N) * 1000 <= now ? [] : [zones.L.map(({ S = '' }) => S)],
      )
  },
})

const partition = (venueId: string, shard: number): string => `now#${venueId}#${shard}`
