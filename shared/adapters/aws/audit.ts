import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb'
import type { AuditEntry } from '#shared/domain/audit.ts'
import type { Audit } from '#shared/ports.ts'
import { type Item, writeItems } from './items.ts'
import { queryPage } from './pages.ts'

const keptSeconds = 400 * 24 * 60 * 60 // a year, and a month to look back on it

/** The audit trail, each entry once for all venues and once for its own, so that either is read page by page. */
export const dynamoAudit = (client: DynamoDBClient, table: string): Audit => {
  const write = (requests: readonly WriteRequest[]) => writeItems(client, table, requests)
  return {
    write: (entry) => write(itemsOf(entry).map((Item) => ({ PutRequest: { Item } }))),
    forget: (entry) => write(keysOf(entry).map((Key) => ({ DeleteRequest: { Key } }))),
    list: async (venueId, page) => {
      const { items, next } = await queryPage(
        client,
        table,
        { pk: partitionOf(venueId), prefix: 'entry#', newestFirst: true },
        page,
      )
      const entries = items.map(({ entry }): AuditEntry => JSON.parse(entry?.S ?? '{}'))
      return { entries, ...(next === undefined ? {} : { next }) }
    },
  }
}

const partitionOf = (venueId: string | undefined) => (venueId === undefined ? 'audit' : `audit#${venueId}`)

const keysOf = ({ at, id, venueId }: AuditEntry) =>
  [undefined, ...(venueId === undefined ? [] : [venueId])].map((one) => ({
    pk: { S: partitionOf(one) },
    sk: { S: `entry#${new Date(at).toISOString()}#${id}` },
  }))

const itemsOf = (entry: AuditEntry): Item[] =>
  keysOf(entry).map((key) => ({
    ...key,
    entry: { S: JSON.stringify(entry) },
    expiresAt: { N: String(Math.floor(entry.at / 1000) + keptSeconds) },
  }))
