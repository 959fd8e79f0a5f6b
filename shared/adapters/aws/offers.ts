import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { fingerprint } from '#shared/domain/identifier.ts'
import type { Book } from '#shared/domain/offer-book.ts'
import { grantOf, type Held, heldLimits } from '#shared/domain/offer-held.ts'
import type { Counter, Kept, OfferItems } from '../offers/items.ts'
import { offersOver } from '../offers/offers.ts'
import type { SignSerial } from '../offers/reserve.ts'
import { conditionally, getItems, type Item, onlyVersion, stateAttribute, stateOf } from './items.ts'

const markPrefix = 'mark:'
const holderPartitions = 16 // of the index: 16,000 codes of one offer a second
const offersIndex = 'byGroup'

/** For whoever counts offers and makes no code: no key is at hand. */
export const unsigned: SignSerial = () => Promise.reject(new Error('no code is made here: the key is missing'))

/** Offers in DynamoDB. The table has one item each for books, codes and counters, and an index of what belongs together. */
export const dynamoOffers = (client: DynamoDBClient, table: string, sign: SignSerial) =>
  offersOver(dynamoOfferItems(client, table), sign)

/** Single items in DynamoDB: documents as deflated JSON under a version, counters with an attribute for each mark. */
const dynamoOfferItems = (client: DynamoDBClient, table: string): OfferItems => {
  const update = (pk: string, names: Record<string, string>, input: Partial<UpdateItemCommandInput>) =>
    client.send(
      new UpdateItemCommand({ TableName: table, Key: { pk: { S: pk } }, ExpressionAttributeNames: names, ...input }),
    )
  const save = (pk: string, { version, value }: Kept<Book | Held>, more: Item) =>
    conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: { pk: { S: pk }, version: { N: String(version + 1) }, state: stateAttribute(value), ...more },
          ...onlyVersion(version),
        }),
      ),
    )
  const group = async (name: string, limit?: number, after?: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: offersIndex,
        KeyConditionExpression: after === undefined ? '#group = :group' : '#group = :group AND pk > :after',
        ExpressionAttributeNames: { '#group': 'group' },
        ExpressionAttributeValues: {
          ':group': { S: name },
          ...(after === undefined ? {} : { ':after': { S: after } }),
        },
        ...(limit === undefined ? {} : { Limit: limit }),
      }),
    )
    return Items
  }

  return {
    read: async ({ books = [], held = [], counters = [] }) => {
      const names = [...books.map(bookPk), ...held.map(codePk), ...counters]
      const items = await getItems(client, [{ table, keys: names.map((pk) => ({ pk: { S: pk } })) }])
      const byPk = new Map(items.get(table)?.map((item) => [item.pk?.S ?? '', item]))
      return {
        book: (offerId) => keptOf<Book>(byPk.get(bookPk(offerId))),
        held: (serial) => keptOf<Held>(byPk.get(codePk(serial))),
        counter: (key) => counterOf(byPk.get(key)),
      }
    },
    saveBook: (offerId, value, version) =>
      save(bookPk(offerId), { version, value }, value.withdrawal ? { group: { S: 'withdrawals' } } : {}),
    saveHeld: (serial, value, version) => save(codePk(serial), { version, value }, aboutHolder(serial, value)),
    take: (key, messageId, mark, atMost, forgetAt) => {
      const forget = forgetAt === undefined ? '' : ', expiresAt = :forget'
      return conditionally(
        update(key, marked(messageId, '#taken', '#closed'), {
          UpdateExpression: `SET #mark = :mark${forget} ADD #taken :one`,
          ConditionExpression:
            'attribute_not_exists(#mark) AND attribute_not_exists(#closed) AND (attribute_not_exists(#taken) OR #taken < :most) AND :zero < :most',
          ExpressionAttributeValues: {
            ':mark': { S: mark },
            ':one': { N: '1' },
            ':zero': { N: '0' },
            ':most': { N: String(atMost) },
            ...(forgetAt === undefined ? {} : { ':forget': seconds(forgetAt) }),
          },
        }),
      )
    },
    remark: (key, messageId, from, to) =>
      conditionally(
        update(key, marked(messageId), {
          UpdateExpression: 'SET #mark = :to',
          ConditionExpression: '#mark = :from',
          ExpressionAttributeValues: { ':from': { S: from }, ':to': { S: to } },
        }),
      ),
    refund: (key, messageId, mark) =>
      conditionally(
        update(key, marked(messageId, '#taken', '#closed'), {
          UpdateExpression: 'REMOVE #mark ADD #taken :less',
          ConditionExpression: '#mark = :mark AND attribute_not_exists(#closed)',
          ExpressionAttributeValues: { ':mark': { S: mark }, ':less': { N: '-1' } },
        }),
      ),
    settle: (key, messageId, mark) =>
      conditionally(
        update(key, marked(messageId), {
          UpdateExpression: 'REMOVE #mark',
          ConditionExpression: '#mark = :mark',
          ExpressionAttributeValues: { ':mark': { S: mark } },
        }),
      ),
    close: async (key, forgetAt) => {
      const { Attributes } = await update(
        key,
        { '#closed': 'closed' },
        {
          UpdateExpression: 'SET #closed = :yes, expiresAt = :forget',
          ExpressionAttributeValues: { ':yes': { BOOL: true }, ':forget': seconds(forgetAt) },
          ReturnValues: 'ALL_NEW',
        },
      )
      return counterOf(Attributes).taken
    },
    holders: async (offerId, { limit, after }) => {
      const [partition, from] = after?.split(' ') ?? ['0']
      const items = await group(holdersGroup(offerId, Number(partition)), limit, from || undefined)
      const last = items.at(-1)?.pk?.S
      const next = items.length === limit ? `${partition} ${last}` : `${Number(partition) + 1} `
      return {
        holders: items.map((item) => ({
          ledgerId: item.ledgerId?.S ?? '',
          deviceId: item.deviceId?.S ?? '',
          messageId: item.messageId?.S ?? '',
          expiresAt: Number(item.until?.N),
        })),
        ...(Number(next.split(' ')[0]) < holderPartitions ? { next } : {}),
      }
    },
    withdrawing: async () => (await group('withdrawals')).map(({ pk }) => (pk?.S ?? '').slice(bookPk('').length)),
  }
}

const bookPk = (offerId: string) => `book#${offerId}`
const codePk = (serial: string) => `code#${serial}`
const holdersGroup = (offerId: string, partition: number) => `holders#${offerId}#${partition}`
const seconds = (ms: number) => ({ N: String(Math.ceil(ms / 1000)) })

const marked = (messageId: string, ...others: ('#taken' | '#closed')[]) => ({
  '#mark': `${markPrefix}${messageId}`,
  ...Object.fromEntries(others.map((name) => [name, name.slice(1)])),
})

/** What the index has of a code: who has it, as long as it is good and nobody redeemed it. */
const aboutHolder = (serial: string, held: Held): Item => {
  const { grant, messageId, offerId, redemptions } = held
  if (grant === undefined) return {}
  const expiresAt = seconds(grant.expiresAt + heldLimits.keptSeconds * 1000)
  if (grantOf(held) === undefined || redemptions.length > 0) return { expiresAt }
  return {
    expiresAt,
    group: { S: holdersGroup(offerId, fingerprint(serial) % holderPartitions) },
    ledgerId: { S: grant.ledgerId },
    deviceId: { S: grant.deviceId },
    messageId: { S: messageId },
    until: { N: String(grant.expiresAt) },
  }
}

const keptOf = <T>(item: Item | undefined): Kept<T> | undefined =>
  item === undefined ? undefined : { version: Number(item.version?.N), value: stateOf<T>(item) }

const counterOf = (item: Item = {}): Counter => ({
  taken: Number(item.taken?.N ?? 0),
  isClosed: item.closed?.BOOL ?? false,
  marks: new Map(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(markPrefix) ? [[name.slice(markPrefix.length), value.S ?? '']] : [],
    ),
  ),
})
