import { isTimezone } from './local-clock.ts'

/**
 * By whose clock quiet hours are told: the venue's while she is in it, for a traveller's night at home is no reason for
 * silence at noon; once she has left her own (her trait `timezone`), and where that is not known the venue's again. `unknown`
 * where nobody's is: then nothing may be sent.
 */
export const whoseClock = (where: {
  isInVenue: boolean
  venueTimezone: string | undefined
  ownTimezone: unknown
}): { timezone: string; whose: 'venue' | 'customer' } | 'unknown' => {
  const venue = zoneOf(where.venueTimezone, 'venue')
  const own = zoneOf(where.ownTimezone, 'customer')
  return (where.isInVenue ? (venue ?? own) : (own ?? venue)) ?? 'unknown'
}

const zoneOf = <W extends 'venue' | 'customer'>(timezone: unknown, whose: W) =>
  typeof timezone === 'string' && isTimezone(timezone) ? { timezone, whose } : undefined
