import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { bounded, explanationLimits, isRepeated, type KeptExplained, messagesIn } from '#shared/domain/explained.ts'
import { derivedId, fingerprint } from '#shared/domain/identifier.ts'
import type { Explanations, Span } from '#shared/ports/journeys.ts'
import { chunksOf } from './batches.ts'
import { getItems, type Item, queryItems, stateAttribute, stateOf, writeItems } from './items.ts'
import { padded, queryNewest } from './newest.ts'

const maxWritesPerBatch = 25
const maxBytesPerItem = 300 * 1024 // of 400, with its keys
const shards = 4 // of a journey's day: 4,000 batches a second
const minute = 60_000
const day = 24 * 60 * minute

/** Where an explanation is: whose, and under which sort key. */
type Ref = readonly [ledgerId: string, sk: string]

/**
 * Explanations: an item for each person and occasion. Beside it small ones lead there: one for each message, and for each
 * journey and call one for all who came by within a minute, so that a batch costs about as many writes as it has people.
 */
export const dynamoExplanations = (client: DynamoDBClient, table: string): Explanations => {
  const read = async (refs: readonly Ref[]): Promise<KeptExplained[]> => {
    const items = (await getItems(client, [{ table, keys: refs.map(keyOf) }])).get(table) ?? []
    return items
      .map((item) => stateOf<KeptExplained>(item))
      .sort((a, b) => b.occasion.receivedAt - a.occasion.receivedAt)
  }
  return {
    write: async (explained) => {
      const whole = explained.map(bounded)
      const items = [...whole.map(itemOf), ...whole.flatMap(messageItemsOf), ...journeyItemsOf(whole)]
      const requests = items.map((Item) => ({ PutRequest: { Item } }))
      await Promise.all(chunksOf(requests, maxWritesPerBatch).map((chunk) => writeItems(client, table, chunk)))
    },
    byPerson: async (ledgerId, span, page) => {
      const { items, next } = await queryNewest(client, table, personOf(ledgerId), span, page)
      return { explained: items.map((item) => stateOf<KeptExplained>(item)), ...(next === undefined ? {} : { next }) }
    },
    byJourney: async (journeyId, span, { limit, after }) => {
      const [placeAfter = '', indexAfter] = after?.split('|') ?? []
      const isBehind = (place: string, index: number) =>
        placeAfter === '' || place < placeAfter || (place === placeAfter && index > Number(indexAfter))
      // the item that the page before ended in is read again: it may lead on
      const until = placeAfter === '' ? floor(span.until - 1, minute) + minute : Number(placeAfter.split('#')[0]) + 1
      const found: { ref: Ref; cursor: string }[] = []
      for (let start = floor(until - 1, day); start + day > span.from && found.length <= limit; start -= day) {
        const parts = await Promise.all(
          Array.from({ length: shards }, (_, shard) =>
            queryNewest(
              client,
              table,
              partOf(journeyId, start, shard),
              { from: span.from, until },
              { limit: limit + 1 },
            ),
          ),
        )
        for (const item of parts.flatMap(({ items }) => items).sort(newestFirst)) {
          const place = placeIn(item)
          for (const [index, ref] of stateOf<Ref[]>(item).entries())
            if (isBehind(place, index) && isWithin(ref, span)) found.push({ ref, cursor: `${place}|${index}` })
        }
      }
      const shown = found.slice(0, limit)
      const next = found.length > limit ? shown.at(-1)?.cursor : undefined
      return { explained: await read(shown.map(({ ref }) => ref)), ...(next === undefined ? {} : { next }) }
    },
    byMessage: async (messageId) => {
      const [first] = await queryItems(client, table, messageOf(messageId)) // what was decided first stands first
      return first && (await read([stateOf<Ref>(first)]))[0]
    },
    find: async (ledgerId, occasionId) => {
      const items = await queryItems(client, table, personOf(ledgerId))
      const of = (place: string) => items.find((one) => placeIn(one).endsWith(place))
      const item = of(`#${occasionId}`) ?? of(`#${occasionId}${again}`)
      return item && stateOf<KeptExplained>(item)
    },
  }
}

const floor = (time: number, unit: number) => Math.floor(time / unit) * unit
const messageOf = (messageId: string) => `message#${messageId}`
const personOf = (ledgerId: string) => `person#${ledgerId}`
const partOf = (journeyId: string, time: number, shard: number) =>
  `journey#${journeyId}#${new Date(time).toISOString().slice(0, 10)}#${shard}`

const placeIn = (item: Item): string => item.sk?.S ?? ''
const newestFirst = (a: Item, b: Item) => (placeIn(a) > placeIn(b) ? -1 : 1)
const placeOf = (one: KeptExplained) =>
  `${padded(one.occasion.receivedAt)}#${one.occasion.id}${isRepeated(one) ? again : ''}`
const again = '#again'
const refOf = (one: KeptExplained): Ref => [one.ledgerId, placeOf(one)]
const keyOf = ([ledgerId, sk]: Ref): Item => ({ pk: { S: personOf(ledgerId) }, sk: { S: sk } })
const timeOf = ([, sk]: Ref): number => Number(sk.split('#')[0])
const isWithin = (ref: Ref, { from, until }: Span) => timeOf(ref) >= from && timeOf(ref) < until
const expiring = (time: number): Item => ({
  expiresAt: { N: String(Math.floor(time / 1000) + explanationLimits.keptSeconds) },
})

const itemOf = (one: KeptExplained): Item => ({
  ...keyOf(refOf(one)),
  state: fitting(one),
  ...expiring(one.occasion.receivedAt),
})

/** Texts that hardly deflate may still be too many: half of the decisions, those that matter least, are left out then. */
const fitting = (one: KeptExplained): AttributeValue => {
  const state = stateAttribute(one)
  if ((state.B?.length ?? 0) <= maxBytesPerItem || one.decisions.length < 2) return state
  const decisions = one.decisions.slice(0, one.decisions.length / 2)
  return fitting({ ...one, decisions, omitted: (one.omitted ?? 0) + one.decisions.length - decisions.length })
}

const messageItemsOf = (one: KeptExplained): Item[] =>
  messagesIn(one).map((messageId) => ({
    pk: { S: messageOf(messageId) },
    sk: { S: isRepeated(one) ? again : '#' },
    state: stateAttribute(refOf(one)),
    ...expiring(one.occasion.receivedAt),
  }))

/** One item for each journey and minute, in which those who came by are listed, the newest first. */
const journeyItemsOf = (explained: readonly KeptExplained[]): Item[] => {
  const entries = explained.flatMap((one) =>
    [...new Set(one.decisions.map(({ journeyId }) => journeyId))].map((journeyId) => ({ journeyId, ref: refOf(one) })),
  )
  const groups = Map.groupBy(entries, ({ journeyId, ref }) => `${journeyId} ${floor(timeOf(ref), minute)}`)
  return [...groups.values()].flatMap((group) => {
    const refs = group.map(({ ref }) => ref).sort((a, b) => (a[1] > b[1] ? -1 : 1))
    const [newest] = refs
    const [{ journeyId } = { journeyId: '' }] = group
    if (newest === undefined) return []
    // the same people again are the same item: a batch that is repeated adds nothing
    const name = derivedId(...refs.flat())
    return [
      {
        pk: { S: partOf(journeyId, timeOf(newest), fingerprint(name) % shards) },
        sk: { S: `${padded(timeOf(newest))}#${name}` },
        state: stateAttribute(refs),
        ...expiring(timeOf(newest)),
      },
    ]
  })
}
