import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { contentFrom } from '#shared/domain/release-content.ts'
import { settingsId } from '#shared/domain/resource.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts, VenueDraft } from '#shared/ports.ts'
import { backOff } from './batches.ts'
import { draftResources, onlyIf } from './draft-resources.ts'
import { conditionally, type Item, queryItems, unpacked } from './items.ts'
import { queryPage } from './pages.ts'
import { storedParts } from './parts.ts'

/** Drafts in the releases' table: a venue is an item that names the version whose parts are the venue, all else an item of its own. */
export const dynamoDrafts = (client: DynamoDBClient, table: string): Drafts => {
  const parts = storedParts(client, table)
  const resources = draftResources(client, table)
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
    ...resources,
    all: async () => {
      const items = await queryItems(client, table, 'draft', 'venue#')
      const [found, journeys, segments, offers, templates, settings] = await Promise.all([
        Promise.all(items.map((item) => readVenue(summaryOf(item).id))),
        resources.listWhole('journeys'),
        resources.listWhole('segments'),
        resources.listWhole('offers'),
        resources.listWhole('templates'),
        resources.find('settings', settingsId),
      ])
      return contentFrom({
        venues: found.flatMap((one) => one?.venue ?? []),
        journeys,
        segments,
        offers,
        templates,
        ...(settings === undefined ? {} : { settings: settings.resource }),
      })
    },
  }
}

const partOf = (venueId: string, version: string) => `draft#${venueId}#${version}`

const summaryOf = ({ sk, name, data }: Item): { id: string; name: string } => ({
  id: (sk?.S ?? '').replace(/^venue#/, ''),
  name: name?.S ?? (data?.B ? (unpacked(data.B) as Venue).name : ''),
})
