import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Journey } from '#shared/domain/journey.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts, VenueDraft } from '#shared/ports.ts'
import { backOff } from './batches.ts'
import { conditionally, type Item, packed, queryItems, unpacked } from './items.ts'
import { queryPage } from './pages.ts'
import { storedParts } from './parts.ts'

/** Drafts in the releases' table: a journey is an item, a venue one item that names the version whose parts are the venue. */
export const dynamoDrafts = (client: DynamoDBClient, table: string): Drafts => {
  const parts = storedParts(client, table)
  const find = async (sk: string): Promise<Item | undefined> => {
    const Key = { pk: { S: 'draft' }, sk: { S: sk } }
    return (await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item
  }
  const readVenue = async (venueId: string): Promise<VenueDraft | undefined> => {
    for (let tries = 0; ; tries++) {
      await backOff(tries, `the draft of venue ${venueId} was replaced by others while it was read,`)
      const item = await find(`venue#${venueId}`)
      if (!item) return undefined
      // the first schema kept a venue in the item itself, without a version
      if (item.data?.B) return { venue: unpacked(item.data.B) as Venue, version: '' }
      const version = item.version?.S ?? ''
      const venue = await parts.read(partOf(venueId, version), Number(item.chunks?.N))
      if (venue !== undefined) return { venue: venue as Venue, version }
    }
  }
  const forget = async (venueId: string, version: string, chunks: number) => {
    if (version !== '') await parts.remove(partOf(venueId, version), chunks)
  }
  const allJourneys = async () =>
    (await queryItems(client, table, 'draft', 'journey#')).flatMap((item) =>
      item.data?.B ? [unpacked(item.data.B) as Journey] : [],
    )
  return {
    saveVenue: async (venue, ifVersion) => {
      const version = randomUUID()
      const before = ifVersion === undefined ? undefined : await find(`venue#${venue.id}`)
      const chunks = await parts.write(partOf(venue.id, version), venue)
      const written = await conditionally(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: 'draft' },
              sk: { S: `venue#${venue.id}` },
              name: { S: venue.name },
              version: { S: version },
              chunks: { N: String(chunks) },
            },
            ...onlyIf(ifVersion),
          }),
        ),
      )
      if (written === 'conflict') await forget(venue.id, version, chunks)
      else if (ifVersion !== undefined) await forget(venue.id, ifVersion, Number(before?.chunks?.N ?? 0))
      return written
    },
    removeVenue: async (venueId, ifVersion) => {
      const before = await find(`venue#${venueId}`)
      const Key = { pk: { S: 'draft' }, sk: { S: `venue#${venueId}` } }
      const removal = new DeleteItemCommand({ TableName: table, Key, ...onlyIf(ifVersion) })
      const written = await conditionally(client.send(removal))
      if (written === 'written') await forget(venueId, ifVersion, Number(before?.chunks?.N ?? 0))
      return written
    },
    findVenue: readVenue,
    listVenues: async (page) => {
      const { items, next } = await queryPage(client, table, { pk: 'draft', prefix: 'venue#' }, page)
      return { venues: items.map(summaryOf), ...(next === undefined ? {} : { next }) }
    },
    saveJourney: async (journey) => {
      const Item = { pk: { S: 'draft' }, sk: { S: `journey#${journey.id}` }, data: { B: packed(journey) } }
      await client.send(new PutItemCommand({ TableName: table, Item }))
    },
    removeJourney: async (journeyId) => {
      const Key = { pk: { S: 'draft' }, sk: { S: `journey#${journeyId}` } }
      await client.send(new DeleteItemCommand({ TableName: table, Key }))
    },
    findJourney: async (journeyId) => {
      const item = await find(`journey#${journeyId}`)
      return item?.data?.B && (unpacked(item.data.B) as Journey)
    },
    listJourneys: allJourneys,
    all: async () => {
      const items = await queryItems(client, table, 'draft', 'venue#')
      const found = await Promise.all(items.map((item) => readVenue(summaryOf(item).id)))
      return { venues: found.flatMap((one) => one?.venue ?? []), journeys: await allJourneys() }
    },
  }
}

const partOf = (venueId: string, version: string) => `draft#${venueId}#${version}`

const onlyIf = (version: string | undefined) => {
  if (version === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' }
  const names = { ExpressionAttributeNames: { '#version': 'version' } }
  if (version === '')
    return { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#version)', ...names }
  return {
    ConditionExpression: '#version = :version',
    ...names,
    ExpressionAttributeValues: { ':version': { S: version } },
  }
}

const summaryOf = ({ sk, name, data }: Item): { id: string; name: string } => ({
  id: (sk?.S ?? '').replace(/^venue#/, ''),
  name: name?.S ?? (data?.B ? (unpacked(data.B) as Venue).name : ''),
})
