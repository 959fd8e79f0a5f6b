import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '#shared/domain/condition.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { aJourney, aMoment, aReleaseContent, at } from '#test/support/builders.ts'

const segments = [
  { id: 'gold', name: 'Gold', condition: { 'customer.tier': 'gold' } },
  { id: 'local', name: 'Local', condition: { 'customer.city': { $in: ['Graz', 'Linz'] } } },
]

const text = fc.constantFrom('gold', 'silver', '5', 'true', 'null', 'Graz')
const field = fc.constantFrom('customer.tier', 'customer.city', 'customer.tags', 'customer.visits')
const wanted = fc.oneof(
  text,
  fc.record({ $eq: text }),
  fc.record({ $in: fc.array(text, { maxLength: 3 }) }),
  fc.record({ $in: fc.constant(['gold', 5]) }),
  fc.record({ $in: fc.array(text, { minLength: 1 }), $ne: text }),
  fc.record({ $nin: fc.array(text, { minLength: 1 }) }),
  fc.record({ $gte: fc.constant(5) }),
  fc.constantFrom(5, true, null),
)
const single = fc.tuple(field, wanted).map(([name, value]): Condition => ({ [name]: value }))
const audience: fc.Arbitrary<Condition> = fc.oneof(
  single,
  fc.tuple(single, single).map(([a, b]) => ({ ...a, ...b })),
  fc.tuple(single, single).map(([a, b]) => ({ $or: [a, b] })),
  single.map((one) => ({ $not: one })),
  fc.constantFrom('gold', 'local', 'none').map(($segment) => ({ $segment })),
  fc.constantFrom('gold', 'local').map(($segment) => ({ $not: { $segment } })),
  fc.constant({}),
)
const value = fc.oneof(text, fc.constantFrom(5, 7, true, null), fc.array(text, { maxLength: 2 }))
const subject = fc.record({
  customer: fc.record({ tier: value, city: value, tags: value, visits: value }, { requiredKeys: [] }),
})

test('who is admitted by what many journeys ask alike is who every one of them would let in, in their order', () => {
  const others = fc.array(fc.option(audience, { nil: undefined }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(others, fc.array(subject, { minLength: 1, maxLength: 5 }), (audiences, subjects) => {
      const journeys = audiences.map((one, i): Journey => {
        const entrance = one === undefined ? {} : { audience: one }
        const journey = aJourney({ id: `j${i}`, entrance })
        if (i % 3 > 0) return journey
        const { zoneId: _, ...anywhere } = journey.entrance
        return { ...journey, entrance: anywhere }
      })
      const release = compileRelease(aReleaseContent({ journeys, segments }))
      for (const asked of subjects) {
        const expected = release.candidates(aMoment()).filter(({ audience: one }) => one?.holds(asked) !== false)
        expect(release.admitted(aMoment(), asked)).toEqual(expected)
      }
    }),
  )
})

test("an event's journeys are admitted by what they ask of it and of her", () => {
  const entering = (id: string, where: Condition, of?: Condition): Journey => ({
    ...aJourney({ id }),
    entrance: { event: 'purchase', where, venueId: 'store', usefulForSeconds: 60, ...(of && { audience: of }) },
  })
  const journeys = [
    ...Array.from({ length: 40 }, (_, i) => entering(`other-${i}`, { 'event.category': `c${i}` })),
    entering('boots', { 'event.category': 'boots' }),
    entering('gold-boots', { 'event.category': 'boots' }, { 'customer.tier': 'gold' }),
    entering('large', { 'event.total': { $gt: 100 } }),
  ]
  const release = compileRelease(aReleaseContent({ journeys }))
  const admitted = (event: object, customer: object) =>
    release
      .admitted({ kind: 'event', name: 'purchase', venueId: 'store' }, { event, customer })
      .map(({ journey }) => journey.id)
  expect([
    admitted({ category: 'boots', total: 50 }, { tier: 'silver' }),
    admitted({ category: 'boots', total: 150 }, { tier: 'gold' }),
    admitted({}, {}),
  ]).toEqual([['boots'], ['boots', 'gold-boots', 'large'], []])
})

test('a started journey admits whom its audience does, and a dwell only those that wait as long', () => {
  const dwell = { moment: 'zone.dwell', audience: { 'customer.tier': 'gold' } } as const
  const broadcast: Journey = {
    ...aJourney({ id: 'all' }),
    entrance: { broadcast: true, venueId: 'store', usefulForSeconds: 60, audience: { 'customer.tier': 'gold' } },
  }
  const release = compileRelease(
    aReleaseContent({
      journeys: [
        broadcast,
        aJourney({ id: 'short', entrance: { ...dwell, dwellSeconds: 30 } }),
        aJourney({ id: 'any', entrance: dwell }),
      ],
    }),
  )
  const admitted = (happening: Parameters<typeof release.admitted>[0], tier: string) =>
    release.admitted(happening, { customer: { tier } }).map(({ journey }) => journey.id)
  const start = {
    id: 's',
    customerId: 'ada',
    occurredAt: at(0),
    receivedAt: at(0),
    kind: 'start',
    journeyId: 'all',
    by: 'broadcast',
  } as const
  const dwelled = aMoment({ kind: 'zone.dwell', dwellSeconds: 60 })
  expect([
    admitted(start, 'gold'),
    admitted(start, 'silver'),
    admitted(dwelled, 'gold'),
    admitted(dwelled, 'silver'),
  ]).toEqual([['all'], [], ['any'], []])
})
