import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { visitLimits } from '#shared/domain/visit.ts'
import { aRelease, aSightingEvent, at } from '#test/support/builders.ts'
import { aDrawnVenue, aPositionEvent } from '#test/support/drawn.ts'
import { enrolment, live, relive } from '#test/support/mailbox.ts'
import { openZones } from '#test/support/story.ts'
import { aVenue, beaconOf, type Spot } from '#test/support/venues.ts'

const onTime = [{ offsetMs: 0, copies: 1 }]

test('a visit tells at its end how long it was and where it led, of a long one the last hundred stays', () => {
  const release = aRelease({ venues: [aDrawnVenue()], journeys: [] })
  const walk = Array.from({ length: 120 }, (_, i) => aPositionEvent(i * 5, { at: { x: i % 2 ? 30 : 10, y: 20 } }))
  const end = live([enrolment, ...walk], () => release, onTime).moments.at(-1)
  expect([end?.kind, end?.visit?.seconds, end?.visit?.path.length]).toEqual(['venue.exit', 655, visitLimits.trail])
  expect(end?.visit?.path.slice(-3)).toEqual([
    { zoneId: 'shoes', enteredAt: at(590), leftAt: at(595) },
    { zoneId: 'watches', enteredAt: at(595), leftAt: at(655) },
    { zoneId: 'hall', enteredAt: at(0), leftAt: at(655) },
  ])
})

const hears = (spot: Spot, seconds: number, rssi: number): MailboxEvent =>
  aSightingEvent({ anchor: { beacon: beaconOf(spot) }, occurredAt: at(seconds), rssi })

test('a zone that the radio is not sure enough of is not named, but the one around it, until it is', () => {
  const zones = aVenue().zones.map((zone) =>
    zone.id === 'boots' || zone.id === 'watches' ? { ...zone, presence: { minConfidence: 0.9 } } : zone,
  )
  const release = aRelease({ venues: [aVenue({ zones, presence: { minSightings: 1 } })], journeys: [] })
  const after = (...events: MailboxEvent[]) => openZones(relive([enrolment, ...events], () => release).moments)
  const close = [hears('shoes', 0, -62), hears('boots', 0, -60)]
  expect(after(...close)).toEqual(['fashion', 'shoes'])
  expect(after(...close, hears('boots', 1, -45), hears('boots', 2, -45))).toEqual(['fashion', 'shoes', 'boots'])
  // nothing is around Watches: a guess takes nobody in, nor out of where she is
  expect(after(hears('cafe', 0, -62), hears('watches', 0, -57))).toEqual(['cafe'])
})
