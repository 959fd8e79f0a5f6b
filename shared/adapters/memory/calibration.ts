import { isDeepStrictEqual } from 'node:util'
import type { WalkOrder, WalkPart } from '#shared/domain/calibration.ts'
import type { RadioMapParts } from '#shared/domain/locating/codec.ts'
import type { RadioMapJob } from '#shared/domain/locating/radio-map-job.ts'
import type { CalibrationWalks, RadioMapJobs, RadioMaps } from '#shared/ports.ts'

export const memoryRadioMaps = (): RadioMaps => {
  const maps = new Map<string, RadioMapParts>()
  return {
    save: async (version, { index, floors }) => {
      const stored = maps.get(version)
      const parts = structuredClone({ index, floors })
      if (stored !== undefined && !isDeepStrictEqual(stored, parts)) return 'conflict'
      maps.set(version, parts)
      return 'written'
    },
    load: async (version, floorIds) => {
      const stored = structuredClone(maps.get(version))
      if (!stored || !floorIds) return stored
      return { ...stored, floors: new Map([...stored.floors].filter(([floorId]) => floorIds.includes(floorId))) }
    },
  }
}

export const memoryCalibrationWalks = (): CalibrationWalks => {
  const walks = new Map<string, WalkOrder>()
  const parts = new Map<string, Map<string, WalkPart>>()
  const key = (venueId: string, walkId: string) => `${venueId}#${walkId}`
  return {
    start: async (walk) => {
      walks.set(key(walk.venueId, walk.walkId), structuredClone(walk))
    },
    find: async (venueId, walkId) => structuredClone(walks.get(key(venueId, walkId))),
    list: async (venueId) =>
      [...walks.values()]
        .filter((walk) => walk.venueId === venueId)
        .sort((a, b) => a.startedAt - b.startedAt)
        .map((walk) => structuredClone(walk)),
    finish: async (venueId, walkId, at) => {
      const walk = walks.get(key(venueId, walkId))
      if (!walk) return 'conflict'
      walk.finishedAt ??= at
      return 'written'
    },
    add: async (venueId, walkId, part) => {
      const own = parts.get(key(venueId, walkId)) ?? new Map<string, WalkPart>()
      parts.set(key(venueId, walkId), own.set(JSON.stringify(part), structuredClone(part)))
    },
    parts: async (venueId, walkId) => structuredClone([...(parts.get(key(venueId, walkId))?.values() ?? [])]),
    remove: async (venueId, walkId) => {
      walks.delete(key(venueId, walkId))
      parts.delete(key(venueId, walkId))
    },
  }
}

/** Jobs, and what was enqueued, in order. */
export const memoryRadioMapJobs = () => {
  const jobs = new Map<string, RadioMapJob>()
  const enqueued: Pick<RadioMapJob, 'venueId' | 'version'>[] = []
  const radioMapJobs: RadioMapJobs = {
    save: async (job) => {
      jobs.set(`${job.venueId}#${job.version}`, structuredClone(job))
    },
    find: async (venueId, version) => structuredClone(jobs.get(`${venueId}#${version}`)),
    list: async (venueId) =>
      [...jobs.values()]
        .filter((job) => job.venueId === venueId)
        .sort((a, b) => (a.version < b.version ? 1 : -1))
        .map((job) => structuredClone(job)),
    enqueue: async ({ venueId, version }) => {
      enqueued.push({ venueId, version })
    },
  }
  return { radioMapJobs, enqueued }
}
