import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '#shared/domain/condition.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { aJourney, aMoment, aRelease, aReleaseContent } from '#test/support/builders.ts'

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

test('nobody is barred from a journey whose audience holds, and who is not what many of them ask is barred from all of these', () => {
  const others = fc.array(fc.option(audience, { nil: undefined }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(others, fc.array(subject, { minLength: 1, maxLength: 5 }), (audiences, subjects) => {
      const journeys = audiences.map((one, i): Journey => {
        const journey = aJourney({ id: `j${i}`, entrance: one === undefined ? {} : { audience: one } })
        if (i % 3 > 0) return journey
        const { zoneId: _, ...anywhere } = journey.entrance
        return { ...journey, entrance: anywhere }
      })
      const release = compileRelease(aReleaseContent({ journeys, segments }))
      for (const asked of subjects) {
        const barred = release.barred(aMoment(), () => asked)
        expect([...barred].filter((one) => one.audience?.holds(asked) !== false)).toEqual([])
        expect([...barred].filter((one) => !release.candidates(aMoment()).includes(one))).toEqual([])
      }
    }),
  )
})

test('of many journeys those are barred that ask for another text, one of others, or another segment; few are asked themselves', () => {
  const asking = (count: number) => [
    ...Array.from({ length: count }, (_, i) =>
      aJourney({ id: `city-${i}`, entrance: { audience: { 'customer.city': `c${i}` } } }),
    ),
    aJourney({ id: 'gold', entrance: { audience: { $segment: 'gold' } } }),
    aJourney({ id: 'in', entrance: { audience: { 'customer.city': { $in: ['c1', 'c2'] }, 'customer.visits': 7 } } }),
    aJourney({ id: 'place', entrance: { audience: { 'zone.name': 'Boots' } } }),
    aJourney({ id: 'not', entrance: { audience: { 'customer.city': { $ne: 'c1' } } } }),
    aJourney({ id: 'all' }),
  ]
  const open = (count: number, customer: object) => {
    const release = aRelease({ journeys: asking(count), segments })
    const barred = release.barred(aMoment(), () => ({ customer }))
    return release
      .candidates(aMoment())
      .filter((one) => !barred.has(one))
      .map(({ journey }) => journey.id)
  }
  expect([
    open(40, { city: 'c1', tier: 'gold' }),
    open(40, { city: 'c9' }),
    open(40, {}),
    open(40, { city: ['c1'] }).length,
  ]).toEqual([
    ['city-1', 'gold', 'in', 'place', 'not', 'all'],
    ['city-9', 'place', 'not', 'all'],
    ['place', 'not', 'all'],
    44,
  ])
  expect(open(5, {}).length).toBe(10)
})
