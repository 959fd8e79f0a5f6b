import { hash } from 'node:crypto'
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Journey } from '#shared/domain/journey.ts'
import { countsOfRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { ReleaseSummary, Releases } from '#shared/ports.ts'
import { conditionally, queryItems, unpacked } from './items.ts'
import { liveItems } from './live-items.ts'
import { queryPage } from './pages.ts'
import { storedParts } from './parts.ts'

/**
 * What a release consists of: each venue, all journeys, and all of each other kind that there is something of, by the digest
 * of its content and the items that it takes.
 */
type Manifest = { summary: ReleaseSummary; venues: (PartName & { id: string })[]; journeys: PartName } & {
  [K in OtherKind]?: PartName
}
type PartName = { digest: string; chunks: number }

const otherKinds = ['segments', 'offers', 'templates', 'settings'] as const
type OtherKind = (typeof otherKinds)[number]

const partNamesOf = (manifest: Manifest): PartName[] => [
  ...manifest.venues,
  manifest.journeys,
  ...otherKinds.flatMap((kind) => manifest[kind] ?? []),
]

/**
 * Releases in DynamoDB. What they consist of is stored once under its digest, however many releases have it; a manifest names
 * the parts of one release, and the live items which of them is in force.
 */
export const dynamoReleases = (client: DynamoDBClient, table: string): Releases => {
  const parts = storedParts(client, table)
  const live = liveItems(client, table)
  // the parts of the release that was read last: what its successor kept needn't be read and parsed again
  let known = new Map<string, unknown>()

  const readManifest = async (version: string): Promise<Manifest | undefined> => {
    const Key = { pk: { S: 'release' }, sk: { S: `manifest#${version}` } }
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item?.manifest?.S === undefined ? undefined : JSON.parse(Item.manifest.S)
  }
  const readPart = async ({ digest, chunks }: PartName): Promise<unknown> => {
    const part = known.get(digest) ?? (await parts.read(partOf(digest), chunks))
    if (part === undefined) throw new Error(`part ${digest} of a release is not stored: publish again, or roll back`)
    return part
  }
  const writeManifest = (manifest: Manifest) => {
    const text = JSON.stringify(manifest)
    return conditionally(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: { S: 'release' },
            sk: { S: `manifest#${manifest.summary.version}` },
            manifest: { S: text },
          },
          // a version never changes: only the same content may be written once more
          ConditionExpression: 'attribute_not_exists(pk) OR manifest = :manifest',
          ExpressionAttributeValues: { ':manifest': { S: text } },
        }),
      ),
    )
  }
  /** The first schema kept a release as chunks of one text. */
  const loadOfFirstSchema = async (version: string): Promise<ReleaseContent | undefined> => {
    const chunks = await queryItems(client, table, `release#${version}`, 'chunk#')
    if (chunks.length === 0 || chunks.length < Number(chunks[0]?.chunks?.N)) return undefined
    return unpacked(Buffer.concat(chunks.map((chunk) => chunk.data?.B ?? new Uint8Array()))) as ReleaseContent
  }

  return {
    ...live.told,
    liveVersion: live.version,
    load: async (version) => {
      const manifest = await readManifest(version)
      if (!manifest) return loadOfFirstSchema(version)
      const read = await Promise.all(
        partNamesOf(manifest).map(async (name) => [name.digest, await readPart(name)] as const),
      )
      known = new Map(read)
      return {
        version,
        publishedAt: manifest.summary.publishedAt,
        venues: manifest.venues.map(({ digest }) => known.get(digest) as Venue),
        journeys: known.get(manifest.journeys.digest) as Journey[],
        ...Object.fromEntries(
          otherKinds.flatMap((kind) => (manifest[kind] ? [[kind, known.get(manifest[kind].digest)]] : [])),
        ),
      }
    },
    loadVenue: async (version, venueId) => {
      const manifest = await readManifest(version)
      if (!manifest) return (await loadOfFirstSchema(version))?.venues.find(({ id }) => id === venueId)
      const name = manifest.venues.find(({ id }) => id === venueId)
      return name && ((await readPart(name)) as Venue)
    },
    summary: async (version) => (await readManifest(version))?.summary,
    list: async ({ limit, after }) => {
      let version = after === undefined ? await live.version() : (await readManifest(after))?.summary.previous
      const { items } = await queryPage(
        client,
        table,
        { pk: 'release', prefix: 'manifest#', newestFirst: true },
        { limit, ...(after === undefined ? {} : { after }) },
      )
      const near = new Map(items.map(({ manifest }) => summaryIn(manifest?.S)))
      const releases: ReleaseSummary[] = []
      // from each to the one that it replaced: a release that lost against another was never live
      while (version !== undefined && releases.length < limit) {
        const summary: ReleaseSummary | undefined = near.get(version) ?? (await readManifest(version))?.summary
        if (!summary) break
        releases.push(summary)
        version = summary.previous
      }
      const last = releases.at(-1)
      return { releases, ...(last?.previous === undefined ? {} : { next: last.version }) }
    },
    publish: async (content, previous, note) => {
      const stored = previous === undefined ? undefined : await readManifest(previous)
      const before = new Map(stored && partNamesOf(stored).map((name) => [name.digest, name.chunks]))
      const write = async (part: unknown): Promise<PartName> => {
        const digest = hash('sha256', JSON.stringify(part), 'base64url')
        return { digest, chunks: before.get(digest) ?? (await parts.write(partOf(digest), part)) }
      }
      const venues: Manifest['venues'] = []
      for (const venue of content.venues) venues.push({ id: venue.id, ...(await write(venue)) })
      const others: Pick<Manifest, OtherKind> = {}
      for (const kind of otherKinds) if (content[kind] !== undefined) others[kind] = await write(content[kind])
      const { version, publishedAt } = content
      const summary: ReleaseSummary = {
        version,
        publishedAt,
        ...(previous === undefined || previous === version ? {} : { previous }),
        ...note,
        counts: countsOfRelease(content),
      }
      const written = await writeManifest({ summary, venues, journeys: await write(content.journeys), ...others })
      return written === 'conflict' ? 'conflict' : live.move(version, previous)
    },
  }
}

const partOf = (digest: string) => `part#${digest}`

const summaryIn = (manifest: string | undefined): [string, ReleaseSummary] => {
  const { summary }: Manifest = JSON.parse(manifest ?? '{}')
  return [summary.version, summary]
}
