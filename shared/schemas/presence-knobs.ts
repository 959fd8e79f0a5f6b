import * as z from 'zod'
import { defaultKnobs, type PresenceKnobs } from '#shared/domain/venue.ts'
import { numberBetween, wholeNumber } from './fields.ts'

type Knob = keyof PresenceKnobs

/** What each knob does, for whoever turns it. */
const meanings: Readonly<Record<Knob, string>> = {
  enterRssi: 'dBm; weaker sightings never open a zone',
  exitRssi: 'dBm; weaker sightings do not keep a zone open',
  switchMarginDb: 'dB that a challenger must be louder than the zone that it replaces',
  minSightings: 'sightings of the same challenger in a row',
  dwellSeconds: 'seconds; each threshold raises one zone.dwell a stay',
  exitTimeoutSeconds: 'seconds of silence until zone.exit',
  maxLatenessSeconds: 'seconds; a sighting older than the newest by more than this changes nothing',
  minConfidence: 'of a zone to be named; below it the parent zone is reported',
}

const ranges = {
  enterRssi: numberBetween(-127, 0, 'dBm'),
  exitRssi: numberBetween(-127, 0, 'dBm'),
  switchMarginDb: numberBetween(0, 40, 'dB'),
  minSightings: wholeNumber(1, 20),
  dwellSeconds: z.array(wholeNumber(5, 12 * 60 * 60, 'seconds')).max(10),
  exitTimeoutSeconds: wholeNumber(5, 3 * 60 * 60, 'seconds'),
  maxLatenessSeconds: wholeNumber(0, 10 * 60, 'seconds'),
  minConfidence: numberBetween(0, 1),
} satisfies { [K in Knob]: z.ZodType<PresenceKnobs[K]> }

const described = <S extends z.ZodType>(knob: Knob, schema: S) =>
  z.exactOptional(schema.meta({ description: `${meanings[knob]} (default ${JSON.stringify(defaultKnobs[knob])})` }))

/** The knobs of presence, each with its meaning, its range and its default. */
export const knobsSchema = z
  .strictObject({
    enterRssi: described('enterRssi', ranges.enterRssi),
    exitRssi: described('exitRssi', ranges.exitRssi),
    switchMarginDb: described('switchMarginDb', ranges.switchMarginDb),
    minSightings: described('minSightings', ranges.minSightings),
    dwellSeconds: described('dwellSeconds', ranges.dwellSeconds),
    exitTimeoutSeconds: described('exitTimeoutSeconds', ranges.exitTimeoutSeconds),
    maxLatenessSeconds: described('maxLatenessSeconds', ranges.maxLatenessSeconds),
    minConfidence: described('minConfidence', ranges.minConfidence),
  })
  .meta({
    id: 'PresenceKnobs',
    description: "A zone's own value wins over its venue's, and that over the default.",
  }) satisfies z.ZodType<Partial<PresenceKnobs>>

/** The one table of defaults, as the documents show it. */
export const knobsTable = [
  '| knob | default | meaning |',
  '| --- | --- | --- |',
  ...(Object.keys(meanings) as Knob[]).map(
    (knob) => `| \`${knob}\` | ${JSON.stringify(defaultKnobs[knob])} | ${meanings[knob]} |`,
  ),
].join('\n')
