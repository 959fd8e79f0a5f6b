import type { Scene } from './scene.ts'

/** The time zone that quiet hours are judged in, and whose it is. */
export type Clock = { timezone: string; of: 'venue' | 'customer' }

/**
 * While she is in a venue it is the venue's clock: a traveller's night at home is no reason for silence at noon. Once she has
 * left it is her own (`timezone` among her traits), and where that is not known, the clock of the venue whose journey it is.
 * Undefined: neither is known, and nothing may be sent.
 */
export const whoseClock = (
  { occasion, ledger, customer, rules }: Pick<Scene, 'occasion' | 'ledger' | 'customer' | 'rules'>,
  journeyVenueId: string,
): Clock | undefined => {
  const timezoneOf = (venueId: string | undefined) => rules.release.venues.get(venueId ?? '')?.venue.timezone
  const here = 'visitId' in occasion ? occasion.venueId : undefined
  const isLeaving = occasion.kind === 'venue.exit'
  const isIn = isLeaving ? undefined : (here ?? venueOf(ledger.shared?.devices))
  const inside = timezoneOf(isIn)
  if (inside !== undefined) return { timezone: inside, of: 'venue' }
  const own = customer?.traits.timezone
  if (typeof own === 'string' && isTimezone(own)) return { timezone: own, of: 'customer' }
  const timezone = timezoneOf(journeyVenueId)
  return timezone === undefined ? undefined : { timezone, of: 'venue' }
}

type Devices = NonNullable<Scene['ledger']['shared']>['devices']

/** Where any of her devices is. */
const venueOf = (devices: Devices | undefined): string | undefined =>
  Object.values(devices ?? {}).find(({ venueId, isOut }) => venueId !== undefined && !isOut)?.venueId

const known = new Map<string, boolean>()
const maxKnown = 1000 // more than there are: whatever else customers' traits hold is asked again

const isTimezone = (name: string): boolean => {
  const before = known.get(name)
  if (before !== undefined) return before
  const isOne = isReadable(name)
  if (known.size < maxKnown) known.set(name, isOne)
  return isOne
}

const isReadable = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
