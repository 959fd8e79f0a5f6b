import type { Caller } from '../audit.ts'
import type { LeftOut } from './codec.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import type { WalkFault } from './read-walk.ts'

/**
 * What came of learning: which walks were learned from, with what was left out of them, and which could not be (`refused`);
 * what to expect of the map, absent where there was one walk only; each floor's size, and what did not fit.
 */
export type RadioMapReport = {
  walks: readonly { walkId: string; taps: number; sightings: number; faults: readonly WalkFault[] }[]
  refused: readonly { walkId: string; faults: readonly WalkFault[] }[]
  transmitters?: number
  expected?: ExpectedAccuracy
  floors?: readonly { floorId: string; bytes: number }[]
  leftOut?: readonly LeftOut[]
}

/** A radio map that is to be learned, or was, and who asked for it. `failed` says why it could not be and what to do. Times in milliseconds since 1970. */
export type RadioMapJob = {
  venueId: string
  version: string
  state: 'waiting' | 'running' | 'done' | 'failed'
  askedAt: number
  by: Caller
  walkIds?: readonly string[]
  report?: RadioMapReport
  failed?: string
}
