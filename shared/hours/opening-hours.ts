import openingHours from 'opening_hours'

/** Why a text is no opening hours in the syntax of OpenStreetMap; undefined where it is. Holidays of no country are known. */
export const openingHoursFault = (text: string): string | undefined => {
  try {
    parsed(text)
    return undefined
  } catch (error) {
    return String(error)
  }
}

/**
 * Whether a place with these opening hours is open at a time (milliseconds since 1970), by the clock of its own timezone.
 * 'unknown' where the text leaves it open ("by appointment"). Throws on a text that `openingHoursFault` finds fault with.
 */
export const isOpenAt = (text: string, at: number, timezone: string): boolean | 'unknown' => {
  const hours = parsed(text)
  const wallClock = wallClockOf(at, timezone)
  return hours.getUnknown(wallClock) ? 'unknown' : hours.getState(wallClock)
}

// public holidays need a country, and those of a region its name: without them they are days like any other
const nowhere = { lat: 0, lon: 0, address: { country_code: '', state: '' } }

const parsed = (text: string) => new openingHours(text, nowhere)

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
