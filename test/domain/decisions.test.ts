import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '#shared/domain/decide.ts'
import type { Journey } from '#shared/domain/journey.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aCustomer } from '#test/support/builders.ts'
import { releases, scenes } from '#test/support/generators.ts'
import { live } from '#test/support/mailbox.ts'
import { aPerson, saved } from '#test/support/situation.ts'

/** Said once more, without indexes: whether a journey's entrance waits for this moment. */
const waitsFor = ({ entrance }: Journey, moment: Moment): boolean =>
  'moment' in entrance &&
  entrance.moment === moment.kind &&
  entrance.venueId === moment.venueId &&
  (entrance.zoneId === undefined || entrance.zoneId === moment.zoneId) &&
  (entrance.dwellSeconds === undefined || entrance.dwellSeconds === moment.dwellSeconds)

test('invariant 4: every moment and candidate journey give one decision, a message or a reason, at most one of it marketing', () => {
  fc.assert(
    fc.property(scenes, ({ content, release, arrivals, habits }) => {
      const { moments, decisions } = live(arrivals, () => release, habits)
      for (const moment of moments) {
        const ofMoment = decisions.filter((decision) => decision.moment.id === moment.id)
        const candidates = content.journeys.filter((journey) => waitsFor(journey, moment)).map(({ id }) => id)
        expect(ofMoment.map(({ journeyId }) => journeyId).toSorted()).toEqual(candidates.toSorted())
        for (const one of ofMoment) expect('message' in one).toBe(!('suppressed' in one))
        const marketing = ofMoment.filter((one) => 'message' in one && one.message.class === 'marketing')
        expect(marketing.length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 200 },
  )
})

test('invariant 4: a decision is the same for the same moment, ledger and release, and a promise is the decision again', () => {
  fc.assert(
    fc.property(scenes, ({ content, release, arrivals, habits }) => {
      const { moments } = live(arrivals, () => release, habits)
      const fresh = compileRelease(structuredClone({ ...content }))
      for (const moment of moments) {
        const rest = {
          occasion: moment,
          device: { kind: 'phone', staff: false } as const,
          person: aPerson({ customer: aCustomer() }),
          rules: rulesOf(release),
          granted: new Map(),
          now: moment.receivedAt,
        }
        const first = decide(rest)
        expect(decide({ ...rest, rules: rulesOf(fresh) })).toEqual(first)

        const again = decide({ ...rest, person: saved(first.person) })
        const sent = (one: (typeof first.decisions)[number]) =>
          'message' in one ? [one.journeyId, one.message] : [one.journeyId]
        expect(again.claims).toEqual([])
        expect(again.decisions.map(sent)).toEqual(first.decisions.map(sent))
      }
    }),
    { numRuns: 100 },
  )
})

test('invariant 6: the decisions of a moment depend on the release that is handed in, not on one compiled before or after', () => {
  fc.assert(
    fc.property(releases(), scenes, (other, { content, release, arrivals, habits }) => {
      const before = live(arrivals, () => release, habits)
      compileRelease(other)
      compileRelease({ ...content, journeys: [] })
      const after = live(arrivals, () => release, habits)
      expect(after.decisions).toEqual(before.decisions)
    }),
    { numRuns: 50 },
  )
})
