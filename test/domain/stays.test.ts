import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MailboxEvent } from '#shared/domain/event.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { aSightingEvent } from '#test/support/builders.ts'
import { releases, scenes } from '#test/support/generators.ts'
import { live, relive } from '#test/support/mailbox.ts'
import { faultsOf, openZones } from '#test/support/story.ts'
import { beaconOf, spots } from '#test/support/venues.ts'

test('invariant 2: stays alternate, lie inside one another and inside a visit, and silence ends them all', () => {
  fc.assert(
    fc.property(scenes, ({ release, arrivals, habits }) => {
      const { moments, presence } = live(arrivals, () => release, habits)
      expect(faultsOf(moments)).toEqual([])
      expect(openZones(moments)).toEqual([])
      expect(presence?.visit).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})

test('invariant 2: the zones that she is in are always those around the innermost one', () => {
  fc.assert(
    fc.property(scenes, ({ release, arrivals, habits }) => {
      const { moments } = live(arrivals, () => release, habits)
      for (const [i, { kind, venueId, zoneId = '' }] of moments.entries()) {
        if (kind !== 'zone.enter') continue
        expect(openZones(moments.slice(0, i + 1))).toEqual(release.venues.get(venueId)?.zones.get(zoneId)?.path)
      }
    }),
    { numRuns: 300 },
  )
})

test('invariant 6: a release that takes zones away or nests them anew in the middle of a visit breaks no stay', () => {
  fc.assert(
    fc.property(scenes, releases('relaid'), fc.nat(), ({ release, arrivals, habits }, content, place) => {
      const next = compileRelease(content)
      const changed = arrivals[place % arrivals.length]?.receivedAt ?? 0
      const releaseAt = ({ receivedAt }: MailboxEvent): Release => (receivedAt < changed ? release : next)
      const { moments, presence } = live(arrivals, releaseAt, habits)
      expect(faultsOf(moments, 'any time')).toEqual([])
      expect(presence?.visit).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

test('invariant 6: after a release has nested her zone anew, the next sighting of it moves her to its new path', () => {
  fc.assert(
    fc.property(scenes, releases('relaid'), ({ release, arrivals }, content) => {
      const next = compileRelease(content)
      const before = relive(arrivals, () => release)
      const zoneId = spots.find((spot) => spot === before.presence?.visit?.stays.at(-1)?.zoneId)
      fc.pre(zoneId !== undefined && zoneId !== 'kiosk' && next.venues.get('store')?.zones.has(zoneId) === true)
      if (zoneId === undefined) return
      const occurredAt = Math.max(before.presence?.newestAt ?? 0, before.presence?.floorAt ?? 0) + 1
      const deviceTime = occurredAt + 0.25 // no clock of a walk says so
      const faint = aSightingEvent({ anchor: { beacon: beaconOf(zoneId) }, rssi: -120, occurredAt, deviceTime })
      const open = relive([faint], () => next, before).presence?.visit?.stays.map((stay) => stay.zoneId)
      const innermost = next.venues.get('store')?.zones.get(open?.at(-1) ?? '')
      expect(open ?? []).toEqual(innermost?.path ?? [])
    }),
    { numRuns: 300 },
  )
})
