import type { WalkOrder, WalkPart } from '../domain/calibration.ts'
import type { RadioMapParts } from '../domain/locating/codec.ts'
import type { RadioMapJob } from '../domain/locating/radio-map-job.ts'

// part of shared/ports.ts, which would be too long with it

/** Learned radio maps. A version never changes once written. */
export type RadioMaps = {
  /** Conflicts with other bytes under the same version. */
  save(version: string, parts: RadioMapParts): Promise<'written' | 'conflict'>
  /** All floors, or those of `floorIds` that it has. Undefined where there is no such version, or not all of it. */
  load(version: string, floorIds?: readonly string[]): Promise<RadioMapParts | undefined>
}

export type CalibrationWalks = {
  start(walk: WalkOrder): Promise<void>
  find(venueId: string, walkId: string): Promise<WalkOrder | undefined>
  /** The oldest first. */
  list(venueId: string): Promise<WalkOrder[]>
  /** Says when it was finished; the first time counts. Conflicts where there is no such walk. */
  finish(venueId: string, walkId: string, at: number): Promise<'written' | 'conflict'>
  /** Adds to a walk; the same part twice is one. */
  add(venueId: string, walkId: string, part: WalkPart): Promise<void>
  /** All parts, in no order. */
  parts(venueId: string, walkId: string): Promise<WalkPart[]>
  /** Forgets a walk with all its parts. */
  remove(venueId: string, walkId: string): Promise<void>
}

export type RadioMapJobs = {
  save(job: RadioMapJob): Promise<void>
  find(venueId: string, version: string): Promise<RadioMapJob | undefined>
  /** The newest first. */
  list(venueId: string): Promise<RadioMapJob[]>
  /** Has a job done; once at least. */
  enqueue(job: Pick<RadioMapJob, 'venueId' | 'version'>): Promise<void>
}
