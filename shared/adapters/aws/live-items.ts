import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Feed, feedsAt } from '#shared/domain/feed.ts'
import { noPauses, type Pauses, withPause } from '#shared/domain/release.ts'
import type { RunOrders } from '#shared/domain/situation.ts'
import type { LivePointer, Releases, Written } from '#shared/ports.ts'
import { backOff } from './batches.ts'
import { conditionally, type Item, queryItems, stateAttribute, stateOf } from './items.ts'

const pk = { S: 'live' }
const pointerKey = { pk, sk: { S: 'pointer' } }
const acceptanceKey = { pk, sk: { S: 'acceptance' } }
const feedKey = (name: string) => ({ pk, sk: { S: `feed#${name}` } })
const orderKey = (journeyId: string) => ({ pk, sk: { S: `order#${journeyId}` } })

type Told = Pick<Releases, 'pointer' | 'setPause' | 'feeds' | 'setFeed' | 'setAcceptance' | 'setRunOrder'>

/**
 * What is in force, in one partition of the releases' table, so that one query reads it all: an item that points to the live
 * release and says what is paused, one for each feed and each order, and one for all that was learned.
 */
export const liveItems = (client: DynamoDBClient, table: string) => {
  const put = (item: Item) => client.send(new PutItemCommand({ TableName: table, Item: item }))
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName: table, Key }))
  const readPointer = async () =>
    (await client.send(new GetItemCommand({ TableName: table, Key: pointerKey, ConsistentRead: true }))).Item

  /** Moves the pointer to a version, only if it still stands at `previous`. */
  const move = (version: string, previous: string | undefined): Promise<Written> =>
    conditionally(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: pointerKey,
          UpdateExpression: 'SET #version = :next',
          ConditionExpression: previous === undefined ? 'attribute_not_exists(#version)' : '#version = :previous',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':next': { S: version },
            ...(previous === undefined ? {} : { ':previous': { S: previous } }),
          },
        }),
      ),
    )

  const told: Told = {
    pointer: async (now) => {
      const items = await queryItems(client, table, 'live')
      const bySort = new Map(items.map((item) => [item.sk?.S, item]))
      const pointer = bySort.get('pointer')
      const acceptance = bySort.get('acceptance')
      return {
        version: pointer?.version?.S,
        pauses: pausesIn(pointer),
        feeds: feedsAt(named<Feed>(items, 'feed#'), now),
        acceptance: acceptance ? stateOf<LivePointer['acceptance']>(acceptance) : {},
        orders: named<RunOrders[string]>(items, 'order#'),
      }
    },
    setPause: async (target, paused) => {
      for (let tries = 0; ; tries++) {
        await backOff(tries, 'the pauses were changed by others')
        const pointer = await readPointer()
        const stored = pointer?.pauses?.S
        const next = withPause(pausesIn(pointer), target, paused)
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
    feeds: async () => named<Feed>(await queryItems(client, table, 'live', 'feed#'), 'feed#'),
    setFeed: async (name, feed) => {
      if (feed === undefined) await remove(feedKey(name))
      else {
        const expiresAt = { N: String(Math.ceil(feed.until / 1000)) }
        await put({ ...feedKey(name), state: stateAttribute(feed), expiresAt })
      }
    },
    setAcceptance: async (acceptance) => {
      await put({ ...acceptanceKey, state: stateAttribute(acceptance) })
    },
    setRunOrder: async (journeyId, order) => {
      await (order === undefined
        ? remove(orderKey(journeyId))
        : put({ ...orderKey(journeyId), state: stateAttribute(order) }))
    },
  }
  return { told, move, version: async () => (await readPointer())?.version?.S }
}

const pausesIn = (pointer: Item | undefined): Pauses =>
  pointer?.pauses?.S === undefined ? noPauses : (JSON.parse(pointer.pauses.S) as Pauses)

/** The states of the items whose sort keys begin with a prefix, by what follows it. */
const named = <T>(items: readonly Item[], prefix: string): Record<string, T> =>
  Object.fromEntries(
    items.flatMap((item): [string, T][] => {
      const sort = item.sk?.S ?? ''
      return sort.startsWith(prefix) ? [[sort.slice(prefix.length), stateOf<T>(item)]] : []
    }),
  )
