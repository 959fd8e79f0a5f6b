import { isDeepStrictEqual } from 'node:util'
import type { Journey } from '#shared/domain/journey.ts'
import { noPauses, type ReleaseContent, withPause } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Drafts, LivePointer, Releases } from '#shared/ports.ts'

/** Published releases, the live pointer and the pauses. */
export const memoryReleases = (): Releases => {
  const releases = new Map<string, ReleaseContent>()
  let pointer: LivePointer = { version: undefined, pauses: noPauses }
  return {
    pointer: async () => structuredClone(pointer),
    load: async (version) => structuredClone(releases.get(version)),
    publish: async (content, previous) => {
      const stored = releases.get(content.version)
      if (stored !== undefined && !isDeepStrictEqual(stored, content)) return 'conflict'
      releases.set(content.version, structuredClone(content))
      if (pointer.version !== previous) return 'conflict'
      pointer = { ...pointer, version: content.version }
      return 'written'
    },
    setPause: async (target, paused) => {
      pointer = { ...pointer, pauses: withPause(pointer.pauses, target, paused) }
      return structuredClone(pointer.pauses)
    },
  }
}

export const memoryDrafts = (): Drafts => {
  const venues = new Map<string, Venue>()
  const journeys = new Map<string, Journey>()
  return {
    saveVenue: async (venue) => {
      venues.set(venue.id, structuredClone(venue))
    },
    saveJourney: async (journey) => {
      journeys.set(journey.id, structuredClone(journey))
    },
    findVenue: async (venueId) => structuredClone(venues.get(venueId)),
    findJourney: async (journeyId) => structuredClone(journeys.get(journeyId)),
    all: async () => ({ venues: byId(venues), journeys: byId(journeys) }),
  }
}

const byId = <T extends { id: string }>(drafts: ReadonlyMap<string, T>): T[] =>
  [...drafts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map((draft) => structuredClone(draft))
