import { countOf, type Sketch, united } from './sketch.ts'
import type { VenueIndex } from './venue-index.ts'

export const quarterMs = 15 * 60_000

export const anonymousLimits = {
  smallestGroup: 10, // fewer are not shown, and what is shown is rounded to as many
  keptSeconds: 30 * 24 * 60 * 60, // of a sketch, as of the archive
  mostDays: 7, // that are asked for at once
}

/** The sketch of whom gateways of one zone heard in one quarter of an hour (its start). `zoneId` is the innermost; none: of no zone. */
export type QuarterSketch = { quarter: number; zoneId: string | undefined; sketch: Sketch }

/** A number of devices, rounded, or why there is none. */
type Counted = { count: number } | { count: null; reason: 'under_10' }

/** Whom nobody registered, by quarter of an hour: a zone's number has its children's in it. Times in milliseconds since 1970. */
export type QuarterCount = { from: number; until: number; venue: Counted; zones: Record<string, Counted> }

/** The start of a quarter of an hour. Every time zone's midnight is one. */
export const quarterOf = (time: number): number => Math.floor(time / quarterMs) * quarterMs

/** A venue's day, as 2026-11-21. */
export const dayOf = (time: number, timezone: string): string => {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' })
  formats.set(timezone, format)
  return format.format(time)
}

// making one takes fifty times as long as using it
const formats = new Map<string, Intl.DateTimeFormat>()

/** When a venue's day ends. Days of 23 and of 25 hours are as long as they are. */
export const endOfDay = (time: number, timezone: string): number => {
  const day = dayOf(time, timezone)
  let end = quarterOf(time) + quarterMs
  while (dayOf(end, timezone) === day) end += quarterMs
  return end
}

/**
 * Counts each quarter of an hour from sketches of single zones. Groups under ten are not shown, and everything else is
 * rounded to tens, so that no small group is left over either when what is shown of some zones is taken from a whole.
 */
export const countQuarters = (
  { venue, zones }: VenueIndex,
  sketches: readonly QuarterSketch[],
  from: number,
  until: number,
): QuarterCount[] => {
  const byQuarter = Map.groupBy(sketches, ({ quarter }) => quarter)
  const first = quarterOf(from)
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / quarterMs)) }, (_, i) => {
    const quarter = first + i * quarterMs
    const heard = byQuarter.get(quarter) ?? []
    const inZone = (zoneId: string) =>
      heard.filter((one) => zones.get(one.zoneId ?? '')?.path.includes(zoneId) === true)
    return {
      from: quarter,
      until: quarter + quarterMs,
      venue: shown(heard),
      zones: Object.fromEntries(venue.zones.map(({ id }) => [id, shown(inZone(id))])),
    }
  })
}

const shown = (sketches: readonly QuarterSketch[]): Counted => {
  const { smallestGroup } = anonymousLimits
  const count = countOf(united(sketches.map(({ sketch }) => sketch)))
  return count < smallestGroup
    ? { count: null, reason: 'under_10' }
    : { count: Math.round(count / smallestGroup) * smallestGroup }
}
