import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type ResourceKind, type ResourceSummary, type Resources, summaryOfResource } from '#shared/domain/resource.ts'
import type { Drafts } from '#shared/ports.ts'
import { conditionally, type Item, packed, queryItems, unpacked } from './items.ts'
import { queryPage } from './pages.ts'

const prefixes: Readonly<Record<ResourceKind, string>> = {
  journeys: 'journey#',
  segments: 'segment#',
  offers: 'offer#',
  templates: 'template#',
  personas: 'persona#',
  settings: 'settings#',
}

type ResourceDrafts = Pick<Drafts, 'save' | 'remove' | 'find' | 'list' | 'listWhole'>

/** Drafts that fit an item, one each. The first schema kept journeys without a version, a name and a venue beside them. */
export const draftResources = (client: DynamoDBClient, table: string): ResourceDrafts => {
  const keyOf = (kind: ResourceKind, id: string) => ({ pk: { S: 'draft' }, sk: { S: prefixes[kind] + id } })
  return {
    save: (kind, id, resource, ifVersion) => {
      const { name, venueId } = summaryOfResource(id, resource)
      const Item = {
        ...keyOf(kind, id),
        name: { S: name },
        ...(venueId === undefined ? {} : { venueId: { S: venueId } }),
        version: { S: randomUUID() },
        data: { B: packed(resource) },
      }
      return conditionally(client.send(new PutItemCommand({ TableName: table, Item, ...onlyIf(ifVersion) })))
    },
    remove: (kind, id, ifVersion) =>
      conditionally(
        client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(kind, id), ...onlyIf(ifVersion) })),
      ),
    find: async <K extends ResourceKind>(kind: K, id: string) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(kind, id), ConsistentRead: true }),
      )
      if (!Item?.data?.B) return undefined
      return { resource: unpacked(Item.data.B) as Resources[K], version: Item.version?.S ?? '' }
    },
    list: async (kind, page) => {
      const { items, next } = await queryPage(client, table, { pk: 'draft', prefix: prefixes[kind] }, page)
      const entries = items.map((item) => summaryOf(item, prefixes[kind]))
      return { entries, ...(next === undefined ? {} : { next }) }
    },
    listWhole: async <K extends ResourceKind>(kind: K) =>
      (await queryItems(client, table, 'draft', prefixes[kind])).flatMap(({ data }) =>
        data?.B ? [unpacked(data.B) as Resources[K]] : [],
      ),
  }
}

/** The condition under which a draft of a version may be replaced. The first schema had none. */
export const onlyIf = (version: string | undefined) => {
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

const summaryOf = ({ sk, name, venueId, data }: Item, prefix: string): ResourceSummary => {
  const id = (sk?.S ?? '').slice(prefix.length)
  if (name?.S === undefined && data?.B) return summaryOfResource(id, unpacked(data.B) as Resources[ResourceKind])
  return { id, name: name?.S ?? '', ...(venueId?.S === undefined ? {} : { venueId: venueId.S }) }
}
