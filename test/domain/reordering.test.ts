import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Release } from '#shared/domain/release.ts'
import { aSightingEvent } from '#test/support/builders.ts'
import { reported, scenes } from '#test/support/generators.ts'
import { type Life, live } from '#test/support/mailbox.ts'
import { faultsOf, openZones } from '#test/support/story.ts'
import { beaconOf, type Spot, venueOf } from '#test/support/venues.ts'

const place = fc.constantFrom<Spot>('fashion', 'shoes', 'boots', 'watches', 'cafe', 'kiosk')

/** As many sightings as a zone asks for, louder than anything before, reported like the rest but in order. */
const loudest = (spot: Spot, arrivals: readonly MailboxEvent[], clockMs: number, release: Release): MailboxEvent[] => {
  const zone = release.venues.get(venueOf(spot))?.zones.get(spot)
  const start = Math.max(...arrivals.map(({ receivedAt }) => receivedAt))
  return Array.from({ length: zone?.knobs.minSightings ?? 0 }, (_, i) => {
    const receivedAt = start + 1000 + i * 100
    const deviceTime = receivedAt + clockMs
    const occurredAt = Math.min(deviceTime, receivedAt)
    return aSightingEvent(
      { anchor: { beacon: beaconOf(spot) }, rssi: -30, deviceTime, occurredAt, receivedAt },
      venueOf(spot),
    )
  })
}

/** Where she was when the last of these had arrived, before silence ended the visit. */
const zonesWhen = ({ moments }: Life, events: readonly MailboxEvent[]): string[] => {
  const end = Math.max(...events.map(({ receivedAt }) => receivedAt))
  // a timer that came early says the time that it was armed for, which may be later than what came after it
  return openZones(moments.slice(0, moments.findLastIndex(({ receivedAt }) => receivedAt <= end) + 1))
}

const nameOf = ({ kind, zoneId, venueId, occurredAt }: Moment) => `${kind} ${zoneId ?? venueId} ${occurredAt}`

test('invariant 1: reordering within lateness breaks no stay, and a few loud sightings later the zone is the same', () => {
  const moments = { all: 0, differing: 0 }
  fc.assert(
    fc.property(scenes, place, ({ release, arrivals, hearings, identified, reporting, habits }, spot) => {
      const { clockMs } = reporting
      const prompt = [...reported(hearings, { clockMs, delaysMs: [0] }), ...identified]
      const inOrder = prompt.toSorted((a, b) => a.receivedAt - b.receivedAt)
      const end = loudest(spot, [...arrivals, ...inOrder], clockMs, release)
      const untimely = live([...arrivals, ...end], () => release, habits)
      const timely = live([...inOrder, ...end], () => release, habits)
      const path = release.venues.get(venueOf(spot))?.zones.get(spot)?.path
      expect(faultsOf(untimely.moments)).toEqual([])
      expect([zonesWhen(untimely, end), zonesWhen(timely, end)]).toEqual([path, path])

      const names = new Set(timely.moments.map(nameOf))
      moments.all += untimely.moments.length
      moments.differing += untimely.moments.filter((moment) => !names.has(nameOf(moment))).length
    }),
    { numRuns: 300 },
  )
  console.info(`moments that reordering made differ: ${moments.differing} of ${moments.all}`)
})
