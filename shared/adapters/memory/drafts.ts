import type { Journey } from '#shared/domain/journey.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import type { Drafts, VenueDraft } from '#shared/ports.ts'

/** Drafts of venues and journeys. A version is the count of saves, over all venues. */
export const memoryDrafts = (): Drafts => {
  const venues = new Map<string, VenueDraft>()
  const journeys = new Map<string, Journey>()
  let saves = 0
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
    saveJourney: async (journey) => {
      journeys.set(journey.id, structuredClone(journey))
    },
    removeJourney: async (journeyId) => {
      journeys.delete(journeyId)
    },
    findJourney: async (journeyId) => structuredClone(journeys.get(journeyId)),
    listJourneys: async () => sorted(journeys).map(([, journey]) => structuredClone(journey)),
    all: async () => ({
      venues: sorted(venues).map(([, { venue }]) => structuredClone(venue)),
      journeys: sorted(journeys).map(([, journey]) => structuredClone(journey)),
    }),
  }
}

const sorted = <T>(byId: ReadonlyMap<string, T>): [string, T][] => [...byId].sort(([a], [b]) => (a < b ? -1 : 1))
