import { ephemeralIds } from './ephemeral-id.ts'
import type { EidKey } from './sighting.ts'

/** How far a beacon's clock may be from ours, and what is kept in mind of its past. */
export const eidLimits = {
  windowsOff: 1, // the specification has a beacon change its id somewhere within the window, not at its start
  driftPpm: 150, // since it was registered: the specification's limit for its clock. 79 minutes after a year
  idsRemembered: 100_000, // of all beacons of a venue together; older ones are strangers', not replays
  mostReplayHours: 30 * 24,
}

/** Whose an ephemeral id is, and whether it was heard when it was due. Where it was not, somebody plays it back. */
export type Resolved = { key: EidKey; inTime: boolean }

type Known = { key: EidKey; window: number }

const hourMs = 3_600_000

/**
 * Makes a resolver of the ephemeral ids of these beacons; times are in milliseconds since 1970. An id is in time within a
 * window of its own and as much as a clock may have drifted. Undefined is nobody's, as far as can be remembered.
 *
 * Ids are computed an hour at a time when an hour is first asked about, so that nearly every answer is one look-up.
 */
export const eidResolver = (keys: readonly EidKey[]): ((eid: string, at: number) => Resolved | undefined) => {
  const known = new Map<string, Known>()
  const hoursKnown = new Set<number>()
  const hoursAsked = new Set<number>()
  const idsAnHour = keys.reduce((sum, key) => sum + hourMs / windowMs(key), 0)
  const replayHours = Math.min(eidLimits.mostReplayHours, Math.ceil(eidLimits.idsRemembered / idsAnHour))

  const learnAround = (hour: number) => {
    if (known.size > 2 * eidLimits.idsRemembered) for (const memory of [known, hoursKnown, hoursAsked]) memory.clear()
    hoursAsked.add(hour)
    const awayMs = Math.max(...keys.map((key) => toleranceMs(key, (hour + 1) * hourMs) + windowMs(key)))
    const away = Math.ceil(awayMs / hourMs)
    // hours in a row are learned at once: most of the work is to begin
    let from: number | undefined
    for (let one = hour - Math.max(away, replayHours); one <= hour + away + 1; one++) {
      const isMissing = one <= hour + away && !hoursKnown.has(one)
      if (isMissing) {
        from ??= one
        hoursKnown.add(one)
      } else if (from !== undefined) {
        for (const key of keys) learn(known, key, from, one)
        from = undefined
      }
    }
  }

  return (eid, at) => {
    if (keys.length === 0) return undefined
    const hour = Math.floor(at / hourMs)
    if (!known.has(eid) && !hoursAsked.has(hour)) learnAround(hour)
    const found = known.get(eid)
    return found && { key: found.key, inTime: isInTime(found, at) }
  }
}

/** Learns the ids whose windows begin in the hours from `from` up to `until`. */
const learn = (known: Map<string, Known>, key: EidKey, from: number, until: number): void => {
  const firstFrom = (hour: number) => Math.max(0, Math.ceil((hour * hourMs - key.registeredAt) / windowMs(key)))
  const first = firstFrom(from)
  for (const [i, eid] of ephemeralIds(key, first, firstFrom(until) - first).entries())
    known.set(eid, { key, window: first + i })
}

const isInTime = ({ key, window }: Known, at: number): boolean => {
  const beginsAt = key.registeredAt + window * windowMs(key)
  const tolerance = toleranceMs(key, at)
  return at >= beginsAt - tolerance && at < beginsAt + windowMs(key) + tolerance
}

const windowMs = ({ rotationExponent }: EidKey) => 1000 * 2 ** rotationExponent

const toleranceMs = (key: EidKey, at: number): number =>
  eidLimits.windowsOff * windowMs(key) + (Math.max(0, at - key.registeredAt) * eidLimits.driftPpm) / 1e6
