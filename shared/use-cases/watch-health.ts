import { hardwareKey } from '#shared/access/hardware-key.ts'
import {
  freshBoard,
  type HealthBoard,
  type HealthChange,
  type HealthSubject,
  hourOf,
  hourOfWeek,
} from '#shared/domain/health.ts'
import { type WatchedAnchor, watchedAnchors } from '#shared/domain/health-anchors.ts'
import { journeysIn } from '#shared/domain/health-journeys.ts'
import { tellable } from '#shared/domain/health-states.ts'
import { atNewHour, learnHour } from '#shared/domain/health-usual.ts'
import { watchVenue } from '#shared/domain/health-watch.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Release } from '#shared/domain/release.ts'
import type { VenueIndex } from '#shared/domain/venue-index.ts'
import type { Ports } from '#shared/ports.ts'
import { liveRelease } from './live-release.ts'

export type WatchPorts = Pick<Ports, 'health' | 'releases' | 'journal'>

/** How many things are not well now, over all venues, and how many changed. */
export type Watched = {
  beacon_silent: number
  gateway_silent: number
  venue_silent: number
  battery_low: number
  clock_skewed: number
  unknown_ids: number
  changes: number
}

/**
 * Looks at every venue of the live release: takes in what was noted, tells the journal what changed, and keeps the board.
 *
 * A change is told before the board is kept, so that none is lost; its id is derived, so that one that is told again is known.
 * A venue that fails does not keep the others from being watched; the first failure is thrown when all were tried.
 */
export const watchHealth = (ports: WatchPorts, secret: () => Promise<string>) => {
  const live = liveRelease(ports)
  const anchorsOf = anchorsOnce(secret)
  return async (now: number): Promise<Watched> => {
    const { release } = await live(now)
    const looks = await Promise.allSettled(
      [...release.venues.values()].map((index) => watch(ports, release, index, anchorsOf, now)),
    )
    const failed = looks.find((look) => look.status === 'rejected')
    if (failed) throw failed.reason
    return looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : [])).reduce(sumOf, none)
  }
}

type Known = { anchors: readonly WatchedAnchor[]; named: ReadonlyMap<string, string> }

const watch = async (
  { health, journal }: WatchPorts,
  release: Release,
  index: VenueIndex,
  anchorsOf: (index: VenueIndex) => Promise<Known>,
  now: number,
): Promise<Watched> => {
  const { id: venueId, timezone } = index.venue
  const [stored, kept] = await Promise.all([health.board(venueId), health.notes(venueId)])
  const before = await atThisHour(health, venueId, timezone, stored ?? freshBoard(now), now)
  const fresh = kept.filter(({ noteId }) => !before.notes.includes(noteId))
  const { board, changes } = watchVenue({
    board: before,
    notes: fresh.map(({ note }) => note),
    hour: await health.usualHour(venueId, hourOfWeek(now, timezone)),
    journeysIn: (zones) => journeysIn(release, index, zones),
    now,
    ...(await anchorsOf(index)),
  })
  if (changes.length > 0) await journal.append(changes.map((change) => entryOf(venueId, change, now)))
  const noteIds = kept.map(({ noteId }) => noteId)
  const saved = await health.saveBoard(venueId, { ...board, notes: noteIds })
  // whoever was faster has taken in these notes, and forgets them
  if (saved === 'written' && noteIds.length > 0) await health.forgetNotes(venueId, noteIds)
  return { ...countsOf(board), changes: changes.length }
}

/** The board at the hour that it is now; an hour that has ended is learned first, once. */
const atThisHour = async (
  health: Ports['health'],
  venueId: string,
  timezone: string,
  board: HealthBoard,
  now: number,
): Promise<HealthBoard> => {
  if (hourOf(now) === board.hour) return board
  const ended = hourOfWeek(board.hour * 3_600_000, timezone)
  const known = await health.usualHour(venueId, ended)
  if (known?.learnedAt !== board.hour) await health.saveUsualHour(venueId, ended, learnHour(known, board))
  return atNewHour(board, hourOf(now))
}

/** What hangs in a venue, and whose each hardware name is, made once for each release. */
const anchorsOnce = (secret: () => Promise<string>) => {
  const known = new WeakMap<VenueIndex, Known>()
  return async (index: VenueIndex): Promise<Known> => {
    const key = await secret()
    const found = known.get(index)
    if (found) return found
    const anchors = watchedAnchors(index)
    const named = new Map(
      anchors.flatMap(({ id, names }) => names.map((name) => [hardwareKey(key, name), id] as const)),
    )
    known.set(index, { anchors, named })
    return { anchors, named }
  }
}

const entryOf = (venueId: string, change: HealthChange, at: number): JournalEntry => ({
  type: 'health',
  at,
  id: derivedId(venueId, nameOf(change.subject), change.change, change.since),
  venueId,
  ...change,
})

const nameOf = (subject: HealthSubject): string => ('id' in subject ? `${subject.kind}:${subject.id}` : subject.kind)

const none: Watched = {
  beacon_silent: 0,
  gateway_silent: 0,
  venue_silent: 0,
  battery_low: 0,
  clock_skewed: 0,
  unknown_ids: 0,
  changes: 0,
}

const countsOf = (board: HealthBoard): Omit<Watched, 'changes'> => {
  const anchors = [...board.anchors]
  const silent = (kind: string) =>
    anchors.filter(([id, { state }]) => state === 'silent' && id.startsWith(`${kind}:`)).length
  return {
    beacon_silent: silent('beacon'),
    gateway_silent: silent('gateway'),
    venue_silent: Object.values(board.kinds).filter(({ state }) => state === 'silent').length,
    battery_low: anchors.filter(([, { battery }]) => battery?.low).length,
    clock_skewed: anchors.filter(([, { skew }]) => skew?.skewed).length + (board.phones?.skewed ? 1 : 0),
    unknown_ids: tellable(board).length,
  }
}

const sumOf = (a: Watched, b: Watched): Watched =>
  Object.fromEntries(Object.entries(a).map(([name, count]) => [name, count + b[name as keyof Watched]])) as Watched
