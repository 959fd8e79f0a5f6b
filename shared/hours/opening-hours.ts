import openingHours from 'opening_hours'
import { countryOf } from './country-of.ts'

/** Why a text is no opening hours in the syntax of OpenStreetMap; undefined where it is. */
export const openingHoursFault = (text: string): string | undefined => {
  if (faults.has(text)) return faults.get(text)
  if (faults.size === mostRemembered) faults.clear()
  const fault = faultIn(text)
  faults.set(text, fault)
  return fault
}

// the shops of a mall open at the same hours, and reading them takes 0.2 ms
const faults = new Map<string, string | undefined>()
const mostRemembered = 1000

const faultIn = (text: string): string | undefined => {
  try {
    new openingHours(text, null)
    return undefined
  } catch (error) {
    return String(error)
  }
}

/**
 * Whether a place with these opening hours is open at a time (milliseconds since 1970), by the clock and the public holidays
 * of its timezone. 'unknown' where the text leaves it open ("by appointment"), can't be read, or asks for holidays that nobody knows.
 */
export const isOpenAt = (text: string, at: number, timezone: string): boolean | 'unknown' => {
  const country = asksForHolidays.test(text) ? countryOf(timezone) : undefined
  if (asksForHolidays.test(text) && (country === undefined || !isListed(country))) return 'unknown'
  if (openingHoursFault(text) !== undefined) return 'unknown'
  const hours = new openingHours(text, country === undefined ? null : placeIn(country))
  const wallClock = wallClockOf(at, timezone)
  return hours.getUnknown(wallClock) ? 'unknown' : hours.getState(wallClock)
}

const asksForHolidays = /\b[PS]H\b/

const placeIn = (country: string) => ({ lat: 0, lon: 0, address: { country_code: country, state: '' } })

/** Whether the library has a list of this country's holidays. It says so, and on the console too, when it is asked of a day. */
const isListed = (country: string): boolean => {
  const known = listed.get(country) ?? canTell(country)
  listed.set(country, known)
  return known
}

const listed = new Map<string, boolean>()

const canTell = (country: string): boolean => {
  try {
    new openingHours('PH off', placeIn(country)).getState(new Date(0))
    return true
  } catch {
    return false
  }
}

/** A date whose local fields show what a clock on the wall shows there: all that opening hours know of time. */
const wallClockOf = (at: number, timezone: string): Date => {
  const parts = new Intl.DateTimeFormat('en', { ...fields, timeZone: timezone }).formatToParts(at)
  const field = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  return new Date(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'))
}

const fields = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const
