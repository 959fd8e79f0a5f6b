import { bucketOf, bucketRanges, variantAt } from './bucket.ts'
import type { ExperimentStep } from './journey.ts'

const hashVersion = 2

type Variant = ExperimentStep['variants'][number]

/**
 * The variant of an experiment that a unit draws: always the same one, as long as weights and seed are. Undefined: none of
 * them, which only an experiment whose weights sum up to less than 1 has.
 */
export const drawVariant = (
  { id, seed, variants }: Pick<ExperimentStep, 'id' | 'seed' | 'variants'>,
  unitId: string,
): Variant | undefined => {
  const bucket = bucketOf(seed ?? id, unitId, hashVersion) ?? 1
  const ranges = bucketRanges(
    variants.length,
    1,
    variants.map(({ weight }) => weight),
  )
  return variants[variantAt(bucket, ranges)]
}

/** Whether somebody is among the percent who are held out; `seed` says of what: whom one journey holds out, another may not. */
export const isHeldOut = (seed: string, unitId: string, percent: number): boolean =>
  (bucketOf(`holdout:${seed}`, unitId, hashVersion) ?? 1) < percent / 100

/** Where and when somebody draws. `localDate` is the venue's (2026-11-21). */
export type DrawnAt = { ledgerId: string; venueId: string; visitId?: string; zoneId?: string; localDate: string }

/**
 * For what an experiment draws: a person, her visit, or everybody in a zone on a day. Without a visit it is her day in the
 * venue, and without a zone the venue's day.
 */
export const unitOf = (
  unit: ExperimentStep['unit'],
  { ledgerId, venueId, visitId, zoneId, localDate }: DrawnAt,
): string => {
  switch (unit) {
    case 'customer':
      return ledgerId
    case 'visit':
      return visitId ?? `${ledgerId}@${venueId}@${localDate}`
    case 'zone-day':
      return `${venueId}/${zoneId ?? ''}@${localDate}`
  }
}
