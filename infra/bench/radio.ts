import { seededRandom } from '../local/demo/random.ts'

/** How a link between a phone and a beacon fades: `sigmaDb` in all, half of it from sighting to sighting, half over `coherenceSeconds`. */
export type Fading = { sigmaDb: number; coherenceSeconds: number; bursts: boolean }

const shadow = { perHour: 6, meanSeconds: 8, fromDb: 5, toDb: 12 } // a body, or a crowd, in between
const silence = { perHour: 6, fromSeconds: 2, toSeconds: 8 } // the phone does something else
const lost = 0.1 // of all sightings

/** Decibels that a link adds at a time in seconds, or undefined where the sighting is lost. Times must not go back. */
export type Link = (seconds: number) => number | undefined

export const linkFrom = (seed: number, { sigmaDb, coherenceSeconds, bursts }: Fading): Link => {
  const { next, normal, waiting } = seededRandom(seed, 'fading')
  const share = sigmaDb * Math.SQRT1_2
  let slow = normal() * share
  let last = 0
  let shadowed = { until: 0, db: 0 }
  let silentUntil = 0
  const begins = (perHour: number, seconds: number) => next() < (seconds * perHour) / 3600
  return (seconds) => {
    const gone = seconds - last
    last = seconds
    const kept = Math.exp(-gone / coherenceSeconds)
    slow = kept * slow + Math.sqrt(1 - kept * kept) * normal() * share
    const fast = normal() * share
    if (bursts && seconds > shadowed.until && begins(shadow.perHour, gone))
      shadowed = {
        until: seconds + waiting(shadow.meanSeconds),
        db: shadow.fromDb + next() * (shadow.toDb - shadow.fromDb),
      }
    if (bursts && seconds > silentUntil && begins(silence.perHour, gone))
      silentUntil = seconds + silence.fromSeconds + next() * (silence.toSeconds - silence.fromSeconds)
    if (seconds < silentUntil || (bursts && next() < lost)) return undefined
    return slow + fast - (seconds < shadowed.until ? shadowed.db : 0)
  }
}
