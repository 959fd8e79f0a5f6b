import type { Strength } from './loudness.ts'

/** By how much a challenger has led over the zone that a device is in, beyond the margin: decibels times seconds, up to `at`. */
export type Challenge = { zoneId: string; gained: number; at: number }

/**
 * How much more than the margin it takes where levels vary: somebody who stands on a boundary must not flap, somebody who
 * crosses it must be noticed. Found by simulation (`npm run bench -- --only flaps`), all for 4 dB of fading.
 */
export const contest = {
  calmDb: 0.8, // noise up to which levels are taken at their word
  noisyDb: 1.6, // noise from which all of the following is asked for
  outrightDb: 12, // weakest of the challenger's last sightings over the strongest of the others: no doubt is left
  aheadDb: 2, // who walks from one to the other is ahead by this now,
  turnDb: 15, // has turned the difference of the seconds before by this,
  riseDb: 7, // and has got louder by this: a body that shadows the zone she is in makes no other one louder
  freshWeight: 0.8, // sightings of the challenger that "now" rests on
  lastingDbSeconds: 130, // whoever leads for long has it in the end: after 16 s or more
  mostDb: 12, // that count of a lead
} as const

/** How much of that a noise (dB) asks for: 0 takes the margin alone, 1 all. */
export const doubtOf = (noiseDb: number): number =>
  Math.min(1, Math.max(0, (noiseDb - contest.calmDb) / (contest.noisyDb - contest.calmDb)))

/** Whether a challenger takes over from the zone that a device is in. `gained` is by how much it has led so far. */
export const takesOver = (challenger: Strength, current: Strength, doubt: number, gained: number): boolean => {
  const margin = challenger.zone.knobs.switchMarginDb
  if (challenger.low - current.high >= margin + contest.outrightDb * doubt) return true
  if (doubt > 0 && gained >= contest.lastingDbSeconds * doubt) return true
  const ahead = challenger.now - current.now
  const rise = challenger.now - challenger.before
  return (
    challenger.weight >= contest.freshWeight * doubt &&
    ahead >= margin + contest.aheadDb * doubt &&
    ahead - (challenger.before - current.before) >= margin + contest.turnDb * doubt &&
    rise >= contest.riseDb * doubt &&
    current.now <= current.before
  )
}

/** Whether a challenger is ahead by any measure, so that it may take over. */
export const isAhead = (challenger: Strength, current: Strength, challenge: Challenge | undefined): boolean => {
  const margin = challenger.zone.knobs.switchMarginDb
  return (
    challenger.now - current.now >= margin || challenger.low - current.high >= margin || (challenge?.gained ?? 0) > 0
  )
}

/** What the leader of the challengers has gained by `now` (event time, ms). Who is overtaken starts anew. */
export const gainedBy = (
  leader: Strength | undefined,
  current: Strength | undefined,
  before: Challenge | undefined,
  now: number,
): Challenge | undefined => {
  if (!leader || !current || leader.lasting < leader.zone.knobs.enterRssi) return undefined
  const zoneId = leader.zone.zone.id
  const known = before?.zoneId === zoneId ? before : { zoneId, gained: 0, at: now }
  if (now <= known.at) return known
  const lead = Math.min(contest.mostDb, leader.lasting - current.lasting) - leader.zone.knobs.switchMarginDb
  const seconds = Math.min(2, (now - known.at) / 1000)
  return { zoneId, gained: Math.max(0, known.gained + lead * seconds), at: now }
}
