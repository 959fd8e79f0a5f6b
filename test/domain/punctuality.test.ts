import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Moment } from '#shared/domain/moment.ts'
import { aSightingEvent } from '#test/support/builders.ts'
import { reported, scenes } from '#test/support/generators.ts'
import { live, relive } from '#test/support/mailbox.ts'
import { beaconOf } from '#test/support/venues.ts'

const onTime = [{ offsetMs: 0, copies: 1 }]

test('timers that come early, late, or twice bring every moment exactly once, at its own time', () => {
  fc.assert(
    fc.property(scenes, fc.constantFrom(-1000, 20_000), ({ release, hearings }, offsetMs) => {
      const arrivals = reported(hearings, { clockMs: 0, delaysMs: [0] }).slice(0, 6)
      const twice = live(arrivals, () => release, [{ offsetMs, copies: 2 }])
      const once = live(arrivals, () => release, [{ offsetMs, copies: 1 }])
      expect(twice.moments).toEqual(once.moments)
    }),
    { numRuns: 100 },
  )
})

test('it makes no difference whether a timer or the next sighting tells that time has passed', () => {
  const aligned = fc.oneof(fc.constant(0), fc.integer({ min: -400_000, max: -12_000 }))
  const untold = ({ receivedAt: _, ...moment }: Moment) => moment
  fc.assert(
    fc.property(scenes, aligned, ({ release, hearings }, clockMs) => {
      const arrivals = reported(hearings, { clockMs, delaysMs: [0] })
      const end = Math.max(...arrivals.map(({ receivedAt }) => receivedAt)) + 1000_000
      const last = {
        anchor: { beacon: beaconOf('door') },
        deviceTime: end + clockMs,
        occurredAt: end + clockMs,
        receivedAt: end,
      }
      const all = [...arrivals, aSightingEvent(last)]
      const timed = live(all, () => release, onTime)
      const untimed = relive(all, () => release)
      expect(untimed.moments.map(untold)).toEqual(timed.moments.map(untold))
    }),
    { numRuns: 200 },
  )
})
