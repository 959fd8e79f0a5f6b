import { pageOf } from '#shared/domain/page-of.ts'
import { contentFrom } from '#shared/domain/release-content.ts'
import { type ResourceKind, type Resources, settingsId, summaryOfResource } from '#shared/domain/resource.ts'
import type { Draft, Drafts, VenueDraft } from '#shared/ports.ts'

/** Drafts of all kinds. A version is the count of saves, over all of them. */
export const memoryDrafts = (): Drafts => {
  const venues = new Map<string, VenueDraft>()
  const resources: { [K in ResourceKind]: Map<string, Draft<Resources[K]>> } = {
    journeys: new Map(),
    segments: new Map(),
    offers: new Map(),
    templates: new Map(),
    personas: new Map(),
    settings: new Map(),
  }
  let saves = 0
  const wholeOf = <K extends ResourceKind>(kind: K): Resources[K][] =>
    sorted<Draft<Resources[K]>>(resources[kind]).map(([, { resource }]) => structuredClone(resource))
  return {
    saveVenue: async (venue, ifVersion) => {
      if (venues.get(venue.id)?.version !== ifVersion) return 'conflict'
      venues.set(venue.id, { venue: structuredClone(venue), version: String(++saves) })
      return 'written'
    },
    removeVenue: async (venueId, ifVersion) => {
      if (venues.get(venueId)?.version !== ifVersion) return 'conflict'
      venues.delete(venueId)
      return 'written'
    },
    findVenue: async (venueId) => structuredClone(venues.get(venueId)),
    listVenues: async (page) => {
      const all = sorted(venues).map(([id, { venue }]) => ({ id, name: venue.name }))
      const { entries, next } = pageOf(all, ({ id }) => id, page)
      return { venues: entries, ...(next === undefined ? {} : { next }) }
    },
    save: async (kind, id, resource, ifVersion) => {
      if (resources[kind].get(id)?.version !== ifVersion) return 'conflict'
      resources[kind].set(id, { resource: structuredClone(resource), version: String(++saves) })
      return 'written'
    },
    remove: async (kind, id, ifVersion) => {
      if (resources[kind].get(id)?.version !== ifVersion) return 'conflict'
      resources[kind].delete(id)
      return 'written'
    },
    find: async (kind, id) => structuredClone(resources[kind].get(id)),
    list: async (kind, page) => {
      const all = sorted<Draft<Resources[ResourceKind]>>(resources[kind])
      return pageOf(
        all.map(([id, { resource }]) => summaryOfResource(id, resource)),
        ({ id }) => id,
        page,
      )
    },
    listWhole: async (kind) => wholeOf(kind),
    all: async () => {
      const settings = resources.settings.get(settingsId)?.resource
      return contentFrom({
        venues: sorted(venues).map(([, { venue }]) => structuredClone(venue)),
        journeys: wholeOf('journeys'),
        segments: wholeOf('segments'),
        offers: wholeOf('offers'),
        templates: wholeOf('templates'),
        ...(settings === undefined ? {} : { settings: structuredClone(settings) }),
      })
    },
  }
}

const sorted = <T>(byId: ReadonlyMap<string, T>): [string, T][] => [...byId].sort(([a], [b]) => (a < b ? -1 : 1))
