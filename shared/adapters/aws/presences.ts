import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { clockLimits } from '#shared/domain/arrival.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Presences } from '#shared/ports.ts'
import { conditionally, getItems, onlyVersion, stateAttribute, stateOf } from './items.ts'

const schemaVersion = 3 // 1 kept its state as text, up to 2 levels were single sightings: they are ten seconds old at most, and let go

/** Presence in DynamoDB: one item a mailbox. What was seen lately is packed, the rest is deflated JSON: an update bills the whole item. */
export const dynamoPresences = (client: DynamoDBClient, table: string): Presences => ({
  find: async (mailboxes) => {
    const found = await getItems(client, [{ table, keys: mailboxes.map((mailbox) => ({ pk: { S: mailbox } })) }])
    return new Map(
      (found.get(table) ?? []).map((item) => {
        const { newestAt, levels, ...state } = stateOf<State>(item)
        const seen = unpackSeen(item.seen?.B ?? new Uint8Array(), newestAt)
        const heard = Number(item.v?.N) < 3 ? {} : levels
        return [
          item.pk?.S ?? '',
          { ...state, newestAt, levels: heard, seen, version: Number(item.version?.N) } as Presence,
        ]
      }),
    )
  },
  save: async (mailbox, { version, seen, ...state }) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: { S: mailbox },
            v: { N: String(schemaVersion) },
            version: { N: String(version + 1) },
            state: stateAttribute(state),
            seen: { B: packSeen(seen, state.newestAt) },
          },
          ...onlyVersion(version),
        }),
      ),
    ),
})

type State = Omit<Presence, 'version' | 'seen'>

const aheadMs = clockLimits.maxAheadSeconds * 1000 // by which a device's own time may be after the newest event
const furthestMs = 2 ** 32 - 1 // 49 days: far more than any sighting that is still folded can be late

/** Pairs of (whole milliseconds before the newest and a bit, fingerprint), 32 bits each. What is too far back for that is let go. */
export const packSeen = (seen: readonly number[], newestAt: number): Uint8Array => {
  const from = newestAt + aheadMs
  const pairs = seen.flatMap((value, i) =>
    i % 2 === 0 && from - value <= furthestMs ? [from - value, seen[i + 1] ?? 0] : [],
  )
  return new Uint8Array(Uint32Array.from(pairs).buffer)
}

export const unpackSeen = (bytes: Uint8Array, newestAt: number): number[] =>
  Array.from(new Uint32Array(bytes.slice().buffer), (value, i) => (i % 2 === 0 ? newestAt + aheadMs - value : value))
