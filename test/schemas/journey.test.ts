import { expect, test } from 'vitest'
import { check, type Fault } from '#shared/schemas/faults.ts'
import { journeyExample, journeySchema } from '#shared/schemas/journey.ts'
import { aJourney } from '#test/support/builders.ts'

const [step] = journeyExample.steps
const { entrance } = journeyExample
const checked = (own: object) => check(journeySchema, { ...journeyExample, ...own }, journeyExample)
const faultsOf = (own: object): readonly Fault[] => {
  const result = checked(own)
  return 'faults' in result ? result.faults : []
}
const isTaken = (own: object) => faultsOf(own).length === 0

test('the example of what is right is right', () => {
  expect(check(journeySchema, journeyExample, journeyExample)).toEqual({ value: journeyExample })
})

test('what the domain calls a journey is one', () => {
  expect(check(journeySchema, aJourney(), journeyExample)).toEqual({ value: aJourney() })
})

test('what a marketer leaves out has a default', () => {
  const { expiresInSeconds: _, ...briefStep } = step ?? {}
  const { id, name, createdAt } = journeyExample
  const brief = {
    id,
    name,
    createdAt,
    entrance: { moment: 'venue.enter', venueId: 'harbour' },
    steps: [briefStep],
  }
  expect(check(journeySchema, brief, journeyExample)).toEqual({
    value: {
      ...brief,
      priority: 50,
      entrance: { ...brief.entrance, usefulForSeconds: 120 },
      steps: [{ ...briefStep, expiresInSeconds: 1800 }],
      frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
      consent: ['marketing'],
      paused: false,
    },
  })
})

test.each<[string, string, object, unknown?]>([
  [
    'the venue has no zone',
    'entrance.zoneId',
    { entrance: { moment: 'venue.enter', venueId: 'harbour', zoneId: 'boots' } },
  ],
  ['only a dwell waits', 'entrance.dwellSeconds', { entrance: { ...entrance, moment: 'zone.enter' } }],
  [
    'so long a dwell is timed in a zone',
    'entrance.zoneId',
    { entrance: { moment: 'zone.dwell', venueId: 'harbour', dwellSeconds: 60 } },
  ],
  ['a moment that nobody has', 'entrance.moment', { entrance: { ...entrance, moment: 'zone.leave' } }],
  ['a step that is no message', 'steps[0].kind', { steps: [{ ...step, kind: 'delay' }] }],
  ['two steps', 'steps', { steps: [step, step] }],
  ['no step', 'steps', { steps: [] }],
  [
    'a link without https',
    'steps[0].message.link',
    { steps: [{ ...step, message: { ...step?.message, link: 'http://x.de' } }] },
  ],
  [
    'a message without a title',
    'steps[0].message.title',
    { steps: [{ ...step, message: { ...step?.message, title: '' } }] },
  ],
  ['marketing that nobody has to allow', 'consent', { consent: [] }],
  [
    'a cap of another scope',
    'frequencyCaps[0].scope',
    { frequencyCaps: [{ limit: 1, windowSeconds: 60, scope: 'venue' }] },
  ],
  ['an id that could reach into other topics', 'id', { id: 'boots/#' }],
  ['a condition that is a text', 'entrance.audience', { entrance: { ...entrance, audience: 'gold' } }],
  [
    'a condition of no operator',
    'entrance.audience.customer.visits',
    { entrance: { ...entrance, audience: { 'customer.visits': {} } } },
  ],
])('%s: the fault is at %s', (_, path, own) => {
  const faults = faultsOf(own)
  expect(faults.map(({ path }) => path)).toEqual([path])
  expect(faults[0]?.example).toBeDefined()
  expect(faults[0]?.reason).not.toMatch(/invalid/i)
})

test('a message that she needs takes no consent', () => {
  expect(isTaken({ consent: [], steps: [{ ...step, class: 'service' }] })).toBe(true)
})

test.each<[string, number, number, (value: number) => object]>([
  ['priority', 0, 100, (priority) => ({ priority })],
  ['usefulForSeconds', 1, 86_400, (usefulForSeconds) => ({ entrance: { ...entrance, usefulForSeconds } })],
  ['dwellSeconds', 5, 43_200, (dwellSeconds) => ({ entrance: { ...entrance, dwellSeconds } })],
  ['expiresInSeconds', 10, 2_592_000, (expiresInSeconds) => ({ steps: [{ ...step, expiresInSeconds }] })],
  ['limit', 1, 100, (limit) => ({ frequencyCaps: [{ limit, windowSeconds: 60, scope: 'customer' }] })],
  [
    'windowSeconds',
    60,
    2_592_000,
    (windowSeconds) => ({ frequencyCaps: [{ limit: 1, windowSeconds, scope: 'customer' }] }),
  ],
])('%s is a whole number from %i to %i', (_, from, to, own) => {
  const around = [from - 1, from, from + 0.5, to, to + 1]
  expect(around.map((value) => isTaken(own(value)))).toEqual([false, true, false, true, false])
})
