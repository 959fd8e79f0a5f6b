import type { Feeds } from './situation.ts'

/** What somebody told of the world outside, and until when that holds, in milliseconds since 1970. */
export type Feed = { data: unknown; until: number }

export const feedLimits = {
  bytes: 8 * 1024, // of JSON: all of them are read with every new look at what is live
  count: 20,
  secondsToHold: 7 * 24 * 60 * 60, // what nobody tells again for a week is no news
} as const

/** The feeds that still hold, as conditions see them: `feeds.weather.celsius`. */
export const feedsAt = (feeds: Readonly<Record<string, Feed>>, now: number): Feeds =>
  Object.fromEntries(Object.entries(feeds).flatMap(([name, { data, until }]) => (now < until ? [[name, data]] : [])))
