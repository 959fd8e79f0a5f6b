import { expect, test } from 'vitest'
import { whoseClock } from '#shared/domain/whose-clock.ts'

const berlin = { timezone: 'Europe/Berlin', whose: 'venue' }
const tokyo = { timezone: 'Asia/Tokyo', whose: 'customer' }

test.each<[string, Parameters<typeof whoseClock>[0], ReturnType<typeof whoseClock> | object]>([
  ["in the venue the venue's", { isInVenue: true, venueTimezone: 'Europe/Berlin', ownTimezone: 'Asia/Tokyo' }, berlin],
  ['outside her own', { isInVenue: false, venueTimezone: 'Europe/Berlin', ownTimezone: 'Asia/Tokyo' }, tokyo],
  [
    "outside, hers not told: the venue's",
    { isInVenue: false, venueTimezone: 'Europe/Berlin', ownTimezone: undefined },
    berlin,
  ],
  [
    "outside, hers no timezone: the venue's",
    { isInVenue: false, venueTimezone: 'Europe/Berlin', ownTimezone: 'Tokio' },
    berlin,
  ],
  ['outside, hers no text', { isInVenue: false, venueTimezone: 'Europe/Berlin', ownTimezone: 9 }, berlin],
  [
    "outside, the venue's not known: her own",
    { isInVenue: false, venueTimezone: undefined, ownTimezone: 'Asia/Tokyo' },
    tokyo,
  ],
  [
    'in a venue whose is not known: her own',
    { isInVenue: true, venueTimezone: 'Nowhere', ownTimezone: 'Asia/Tokyo' },
    tokyo,
  ],
  ['neither known', { isInVenue: true, venueTimezone: '', ownTimezone: true }, 'unknown'],
])('%s', (_, where, expected) => {
  expect(whoseClock(where)).toEqual(expected)
})
