import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb'
import type { AuditEntry } from '#shared/domain/audit.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import type { Audit } from '#shared/ports.ts'
import { type Item, writeItems } from './items.ts'
import { queryPage } from './pages.ts'

const keptSeconds = 400 * 24 * 60 * 60 // a year, and a month to look back on it
const prefix = 'entry#'

/** The audit trail, each entry once in the order of all, and once in that of its venue or of what concerned every venue. */
export const dynamoAudit = (client: DynamoDBClient, table: string): Audit => {
  const write = (requests: readonly WriteRequest[]) => writeItems(client, table, requests)
  return {
    write: (entry) => write(itemsOf(entry).map((Item) => ({ PutRequest: { Item } }))),
    forget: (entry) => write(keysOf(entry).map((Key) => ({ DeleteRequest: { Key } }))),
    list: async (venueId, page) => {
      const partitions = venueId === undefined ? [all] : [ofVenue(venueId), ofEvery]
      const read = await Promise.all(
        // one more of each tells whether there is more
        partitions.map((pk) =>
          queryPage(client, table, { pk, prefix, newestFirst: true }, { ...page, limit: page.limit + 1 }),
        ),
      )
      const items = read.flatMap((one) => one.items).sort((a, b) => (placeOf(a) > placeOf(b) ? -1 : 1))
      const { entries, next } = pageOf(items, placeOf, { limit: page.limit })
      return {
        entries: entries.map(({ entry }): AuditEntry => JSON.parse(entry?.S ?? '{}')),
        ...(next === undefined ? {} : { next }),
      }
    },
  }
}

const all = 'audit'
const ofEvery = 'audit-of-every-venue'
const ofVenue = (venueId: string) => `audit#${venueId}`

const placeOf = ({ sk }: Item): string => (sk?.S ?? '').slice(prefix.length)

const keysOf = ({ at, id, venueId }: AuditEntry) =>
  [all, venueId === undefined ? ofEvery : ofVenue(venueId)].map((pk) => ({
    pk: { S: pk },
    sk: { S: `${prefix}${new Date(at).toISOString()}#${id}` },
  }))

const itemsOf = (entry: AuditEntry): Item[] =>
  keysOf(entry).map((key) => ({
    ...key,
    entry: { S: JSON.stringify(entry) },
    expiresAt: { N: String(Math.floor(entry.at / 1000) + keptSeconds) },
  }))
