import { rssiSchema, timeSchema } from '#shared/schemas/phone-report.ts'

/** Signal strength as heard, in dBm. */
export const isRssi = (value: unknown): value is number => rssiSchema.safeParse(value).success

/** Plausible at 1 m, in dBm. Real beacons claim 0 and +46, too: that is their transmitter's setting, or nonsense. */
export const isTxPower = (value: unknown): value is number => typeof value === 'number' && value >= -100 && value <= -20

/** An address as 12 hex digits in lower case, however it was punctuated. */
export const readAddress = (value: unknown): string | undefined =>
  typeof value === 'string' && address.test(value) ? value.replaceAll(/[:-]/g, '').toLowerCase() : undefined

const address = /^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i

/** Bytes written in hex. */
export const readHex = (value: unknown): Uint8Array | undefined =>
  typeof value === 'string' && wholeBytes.test(value) ? Buffer.from(value, 'hex') : undefined

const wholeBytes = /^(?:[0-9a-f]{2})+$/i

/** Milliseconds since 1970 from a number of them or ISO 8601 text with its zone. Absent: undefined; not a time: NaN. */
export const readTime = (value: unknown): number | undefined =>
  value === undefined || value === null ? undefined : (timeSchema.safeParse(value).data ?? Number.NaN)

/** As readTime, from seconds since 1970 as a number or as digits in text. */
export const readSeconds = (value: unknown): number | undefined => {
  if (value === undefined || value === null) return undefined
  const seconds = typeof value === 'string' && digits.test(value) ? Number(value) : value
  return typeof seconds === 'number' ? readTime(seconds * 1000) : Number.NaN
}

const digits = /^\d+(?:\.\d+)?$/

const latestInSeconds = 1e11 // the year 5138; in milliseconds it was 1973, before anything here was made

/** As readTime, from seconds or milliseconds since 1970, whichever it must be, or ISO 8601 text. */
export const readEitherTime = (value: unknown): number | undefined => {
  const time = readNumber(value)
  return time !== undefined && Math.abs(time) < latestInSeconds ? readSeconds(time) : readTime(time ?? value)
}

/** A number, also one that arrives as text. */
export const readNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

const decimal = /^\s*[+-]?\d+(?:\.\d*)?\s*$/
