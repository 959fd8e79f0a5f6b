import * as z from 'zod'
import { isTimezone } from '#shared/domain/local-clock.ts'
import { idSchema, numberBetween, textSchema, wholeNumber } from './fields.ts'

/** The largest file that is taken: a map of 100 MB, and a bit. */
const maxUploadBytes = 128_000_000

const floor = z.strictObject({
  id: idSchema,
  widthMetres: numberBetween(0.001, 100_000, 'metres'),
  heightMetres: numberBetween(0.001, 100_000, 'metres'),
  name: z.exactOptional(textSchema(100)),
  level: z.exactOptional(numberBetween(-100, 1000)),
})

/**
 * What is about to be uploaded: an IMDF zip; a zip of floors, a folder each; or with `floor` the GeoJSON of a single one.
 * `bytes` is the file's exact length.
 */
export const importSchema = z.strictObject({
  format: z.enum(['imdf', 'geojson'], 'must be imdf or geojson'),
  bytes: wholeNumber(1, maxUploadBytes, 'bytes'),
  floor: z.exactOptional(floor),
  name: z.exactOptional(textSchema(100)),
  timezone: z.exactOptional(textSchema(64).refine(isTimezone, 'must be an IANA timezone, such as Europe/Berlin')),
})

export const importExample = {
  format: 'geojson',
  bytes: 134_599,
  floor: { id: 'F1', widthMetres: 239.8, heightMetres: 176.4, name: 'Ground floor', level: 0 },
  name: 'Harbour & Sons',
  timezone: 'Europe/Berlin',
}

/** What S3 tells EventBridge of a new object, as far as it is read. */
export const objectCreatedSchema = z.object({
  time: z.string(),
  detail: z.object({ object: z.object({ key: z.string(), size: z.number() }) }),
})
