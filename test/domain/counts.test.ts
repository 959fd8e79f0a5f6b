import { expect, test } from 'vitest'
import { counts } from '#shared/domain/counts.ts'
import { advance } from '#shared/domain/presence.ts'
import { aPresence, aRelease } from '#test/support/builders.ts'
import { aDrawnVenue, aPositionEvent } from '#test/support/drawn.ts'

const bay = aDrawnVenue().zones.map((zone) => (zone.id === 'shoes' ? { ...zone, holdsCarts: true } : zone))
const release = aRelease({ venues: [aDrawnVenue({ zones: bay })], journeys: [] })
const venue = release.venues.get('store')

const isCounted = (own: Parameters<typeof aPresence>[0], x: number) => {
  const { presence } = advance(aPresence(own), aPositionEvent(0, { at: { x, y: 20 } }), release)
  return presence && venue && counts(presence, venue)
}

test('shoppers count, and carts that somebody pushes; staff does not, nor a cart in its bay', () => {
  expect([isCounted({}, 10), isCounted({ deviceKind: 'cart' }, 30), isCounted({ deviceKind: 'tag' }, 10)]).toEqual([
    true,
    true,
    true,
  ])
  expect([isCounted({ staff: true }, 10), isCounted({ deviceKind: 'cart' }, 10)]).toEqual([false, false])
})
