import { contentHash } from './content-hash.ts'
import type { Content } from './release-content.ts'
import { settingsId } from './resource.ts'
import type { Venue } from './venue.ts'
import { type PartKind, partKinds, partsOf } from './venue-parts.ts'

/** A field that changed, its path with dots; `before` or `after` is left out where it was not there. Lists are one field. */
export type FieldChange = { field: string; before?: unknown; after?: unknown }

/** A resource that was added, removed or changed. `key` names it among all of a release, and orders a diff. */
export type ResourceChange = {
  key: string
  kind: 'venues' | 'journeys' | 'segments' | 'offers' | 'templates' | 'settings' | PartKind
  id: string
  venueId?: string
  change: 'added' | 'removed' | 'changed'
  fields?: FieldChange[]
}

type Resource = Pick<ResourceChange, 'kind' | 'id' | 'venueId'> & { value: object }

/** All that is different in `after`, resource by resource, in the order of their keys. */
export const diffOf = (before: Content, after: Content): ResourceChange[] => {
  const [old, now] = [resourcesOf(before), resourcesOf(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort()
  return keys.flatMap((key): ResourceChange[] => {
    const [was, is] = [old.get(key), now.get(key)]
    if (was === undefined) return is === undefined ? [] : [{ key, ...nameOf(is), change: 'added' }]
    if (is === undefined) return [{ key, ...nameOf(was), change: 'removed' }]
    if (contentHash(was.value) === contentHash(is.value)) return []
    return [{ key, ...nameOf(is), change: 'changed', fields: fieldChanges(was.value, is.value) }]
  })
}

/** How many were added, changed and removed. */
export const changeCounts = (changes: readonly ResourceChange[]) => {
  const count = (change: ResourceChange['change']) => changes.filter((one) => one.change === change).length
  return { added: count('added'), changed: count('changed'), removed: count('removed') }
}

const resourcesOf = ({
  venues,
  journeys,
  segments = [],
  offers = [],
  templates = [],
  settings,
}: Content): Map<string, Resource> => {
  const all: Resource[] = [
    ...venues.flatMap((venue) => [
      { kind: 'venues' as const, id: venue.id, venueId: venue.id, value: ownFields(venue) },
      ...partKinds.flatMap((kind) =>
        partsOf(venue, kind).map((value) => ({ kind, id: value.id, venueId: venue.id, value })),
      ),
    ]),
    ...journeys.map((value) => ({
      kind: 'journeys' as const,
      id: value.id,
      venueId: value.entrance.venueId,
      value,
    })),
    ...offers.map((value) => ({ kind: 'offers' as const, id: value.id, venueId: value.venueId, value })),
    ...segments.map((value) => ({ kind: 'segments' as const, id: value.id, value })),
    ...templates.map((value) => ({ kind: 'templates' as const, id: value.id, value })),
    ...(settings ? [{ kind: 'settings' as const, id: settingsId, value: settings }] : []),
  ]
  return new Map(all.map((one) => [keyOf(one), one]))
}

const keyOf = ({ kind, id, venueId }: Resource): string => {
  if (kind === 'settings') return kind
  return partKinds.some((one) => one === kind) ? `venues/${venueId}/${kind}/${id}` : `${kind}/${id}`
}

const nameOf = ({ kind, id, venueId }: Resource) => ({ kind, id, ...(venueId === undefined ? {} : { venueId }) })

/** A venue without its parts, which are resources of their own. */
const ownFields = (venue: Venue): object =>
  Object.fromEntries(Object.entries(venue).filter(([field]) => !partKinds.some((kind) => kind === field)))

const fieldChanges = (before: object, after: object, prefix = ''): FieldChange[] => {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((name): FieldChange[] => {
    const [old, now] = [was.get(name), is.get(name)]
    if (contentHash([old]) === contentHash([now])) return []
    // an identity is one value: whoever covers its key must find it under its name
    if (name !== 'identity' && isPlain(old) && isPlain(now)) return fieldChanges(old, now, `${prefix}${name}.`)
    return [
      {
        field: prefix + name,
        ...(old === undefined ? {} : { before: old }),
        ...(now === undefined ? {} : { after: now }),
      },
    ]
  })
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
