import { anonymousLimits, quarterOf } from '#shared/domain/anonymous-counts.ts'
import { type Sketch, sketchSize, united } from '#shared/domain/sketch.ts'
import type { AnonymousCounts, SketchPlace } from '#shared/ports.ts'

/** Sketches and the salts that they are made with. */
export const memoryAnonymous = (): AnonymousCounts => {
  const salts = new Map<string, { salt: Uint8Array | undefined; until: number }>()
  const sketches = new Map<string, SketchPlace & { sketch: Sketch }>()
  return {
    salt: async (venueId, day, until) => {
      const key = `${venueId} ${day}`
      const kept = salts.get(key) ?? { salt: crypto.getRandomValues(new Uint8Array(32)), until }
      salts.set(key, kept)
      return kept.salt?.slice()
    },
    destroySalts: async (now) => {
      const over = [...salts.values()].filter(({ salt, until }) => salt !== undefined && until <= now)
      for (const one of over) one.salt = undefined
      return over.length
    },
    raise: async (place, sketch) => {
      const key = JSON.stringify(place)
      const raised = united([sketches.get(key)?.sketch ?? new Uint8Array(sketchSize), sketch])
      sketches.set(key, { ...place, sketch: raised })
      return raised.slice()
    },
    sketches: async (venueId, from, until, now) =>
      [...sketches.values()].flatMap((one) =>
        one.venueId === venueId &&
        one.quarter >= quarterOf(from) &&
        one.quarter < until &&
        one.quarter + anonymousLimits.keptSeconds * 1000 > now
          ? [{ quarter: one.quarter, zoneId: one.zoneId, sketch: one.sketch.slice() }]
          : [],
      ),
  }
}
