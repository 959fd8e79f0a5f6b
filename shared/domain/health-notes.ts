import { type AnchorKind, anchorKinds, type Charge, type HealthNote, momentKey } from './health.ts'

const lagsKept = 20 // the last of one reporter in a minute
const unknownKept = 50
const batteriesKept = 1000
const noteMs = 60_000

/** What is heard at one venue, added up until it is written down. */
export type Hearing = {
  heard(key: string, at: number, sightings?: number): void
  raised(kind: AnchorKind, zoneId: string): void
  lag(reporter: string, ms: number): void
  charge(name: string, charge: Charge): void
  unknown(identity: string): void
}

/**
 * Adds up what is heard, by venue, in the memory of one running function. `due` hands over the venues whose last note is a
 * minute old: the first hearing after a pause at once, and never more than one note a minute. What was not handed over when
 * the function ends is lost; it is less than a minute's.
 */
export const createHearings = () => {
  const venues = new Map<string, Sums>()
  const writtenAt = new Map<string, number>()
  return {
    at: (venueId: string): Hearing => {
      const known = venues.get(venueId)
      if (known) return known
      const made = createSums()
      venues.set(venueId, made)
      return made
    },
    due: (now: number): { venueId: string; note: HealthNote }[] =>
      [...venues].flatMap(([venueId, sums]) => {
        // by its own clock a replay may go back in time
        if (Math.abs(now - (writtenAt.get(venueId) ?? Number.NEGATIVE_INFINITY)) < noteMs) return []
        venues.delete(venueId)
        writtenAt.set(venueId, now)
        return [{ venueId, note: sums.note(now) }]
      }),
  }
}

type Sums = Hearing & { note(at: number): HealthNote }

const createSums = (): Sums => {
  const heard = new Map<string, { sightings: number; lastAt: number }>()
  const moments = new Map<string, number>()
  const lags = new Map<string, number[]>()
  const batteries = new Map<string, Charge>()
  const unknown = new Map<string, number>()
  return {
    heard: (key, at, sightings = 1) => {
      const known = heard.get(key)
      if (!known) heard.set(key, { sightings, lastAt: at })
      else {
        known.sightings += sightings
        known.lastAt = Math.max(known.lastAt, at)
      }
    },
    raised: (kind, zoneId) => add(moments, momentKey(kind, zoneId)),
    lag: (reporter, ms) => {
      const known = lags.get(reporter)
      if (!known) return void lags.set(reporter, [ms])
      // the newest: what a gateway kept while it was away says nothing of its clock
      if (known.length === lagsKept) known.shift()
      known.push(ms)
    },
    charge: (name, charge) => {
      if (batteries.size < batteriesKept || batteries.has(name)) batteries.set(name, charge)
    },
    unknown: (identity) => {
      // space-saving (Metwally, Agrawal and El Abbadi, 2005): a newcomer takes the place of the rarest, and its count
      if (unknown.has(identity) || unknown.size < unknownKept) return add(unknown, identity)
      const [rarest, count] = [...unknown].reduce((least, one) => (one[1] < least[1] ? one : least))
      unknown.delete(rarest)
      unknown.set(identity, count + 1)
    },
    note: (at) => ({
      at,
      heard: [...heard].map(([key, { sightings, lastAt }]) => [key, sightings, lastAt] as const),
      moments: [...moments],
      lags: [...lags],
      batteries: [...batteries],
      unknown: [...unknown],
    }),
  }
}

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** What several notes tell together, as one look at a venue needs it. */
export type Minute = {
  heard: ReadonlyMap<string, { sightings: number; lastAt: number }>
  moments: ReadonlyMap<string, number>
  /** The middle lag of each reporter, in milliseconds. */
  lags: ReadonlyMap<string, number>
  batteries: ReadonlyMap<string, Charge & { at: number }>
  unknown: ReadonlyMap<string, { sightings: number; lastAt: number }>
}

export const mergeNotes = (notes: readonly HealthNote[]): Minute => {
  const heard = new Map<string, { sightings: number; lastAt: number }>()
  const moments = new Map<string, number>()
  const lags = new Map<string, number[]>()
  const batteries = new Map<string, Charge & { at: number }>()
  const unknown = new Map<string, { sightings: number; lastAt: number }>()
  const hear = (into: typeof heard, key: string, sightings: number, lastAt: number) => {
    const known = into.get(key) ?? { sightings: 0, lastAt }
    into.set(key, { sightings: known.sightings + sightings, lastAt: Math.max(known.lastAt, lastAt) })
  }
  for (const note of notes.toSorted((a, b) => a.at - b.at)) {
    for (const [key, sightings, lastAt] of note.heard) hear(heard, key, sightings, lastAt)
    for (const [key, count] of note.moments) moments.set(key, (moments.get(key) ?? 0) + count)
    for (const [reporter, ms] of note.lags) lags.set(reporter, [...(lags.get(reporter) ?? []), ...ms])
    for (const [name, charge] of note.batteries) batteries.set(name, { ...charge, at: note.at })
    for (const [identity, sightings] of note.unknown) hear(unknown, identity, sightings, note.at)
  }
  return { heard, moments, batteries, unknown, lags: new Map([...lags].map(([of, ms]) => [of, median(ms)])) }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** The kind that a `momentKey` is of. */
export const kindOf = (key: string): AnchorKind | undefined => anchorKinds.find((kind) => key.startsWith(`${kind}|`))
