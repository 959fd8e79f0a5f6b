import { expect, test } from 'vitest'
import type { Entrance, MessageContent, Step } from '#shared/domain/journey.ts'
import type { Persona } from '#shared/domain/persona.ts'
import { contentTextFaults } from '#shared/templates/content-faults.ts'
import { aDelay, aJourneyOf, aMessageStep } from '#test/support/journeys.ts'
import { aVenue } from '#test/support/venues.ts'

const ada: Persona = {
  id: 'p-ada',
  name: 'Ada',
  traits: { firstName: 'Ada', tier: 'gold', language: 'de' },
  consents: {},
}
const guest: Persona = { id: 'p-guest', name: 'a guest', traits: {}, consents: {} }
const place = { venueId: 'store', usefulForSeconds: 120 }
const entrance: Entrance = { ...place, moment: 'zone.enter', zoneId: 'shoes' }

const texts = (own: object): Step =>
  aMessageStep('a', { message: { kind: 'text', title: 'Hello', body: 'Hello', ...own } as MessageContent })
const faultsOf = (step: Step, own: { entrance?: Entrance; personas?: Persona[] } = {}) =>
  contentTextFaults(
    {
      venues: [aVenue()],
      journeys: [aJourneyOf([aDelay('wait'), step], { entrance: own.entrance ?? entrance })],
      templates: [{ id: 'hello', name: 'Hello', title: 'Hello', body: 'Hi {{ customer.firstName }}' }],
    },
    own.personas ?? [ada, guest],
  )

test('what renders for everybody has no faults', () => {
  expect(
    faultsOf(texts({ body: '{{ zone.name }}, {{ venue.name }}, {{ feeds.weather.celsius }} °C, {{ stock.boots }}' })),
  ).toEqual([])
  expect(faultsOf(texts({ body: '{{ customer.firstName }}', fallbacks: { 'customer.firstName': 'there' } }))).toEqual(
    [],
  )
})

test('what does not render for a persona is named once, with a mend', () => {
  const missing = {
    reason: 'does not render for a guest in en: customer.firstName is missing, and has no fallback',
    example: { fallbacks: { 'customer.firstName': 'there' } },
  }
  expect(
    faultsOf(texts({ body: '{{ customer.firstName }}' }), { personas: [ada, guest, { ...guest, name: 'another' }] }),
  ).toEqual([{ path: 'journeys.story.steps[1].message.body', ...missing }])
  expect(faultsOf(aMessageStep('a', { message: { kind: 'text', templateId: 'hello' } }))).toEqual([
    { path: 'journeys.story.steps[1].message.body', ...missing },
  ])
})

test('a text that is too long in one of its languages is named', () => {
  const fr = { title: `${'très '.repeat(20)}{{ customer.firstName }}` }
  expect(faultsOf(texts({ locales: { fr } }), { personas: [ada] })).toEqual([
    {
      path: 'journeys.story.steps[1].message.title',
      reason: 'does not render for Ada in fr: it is too long: 103 characters, at most 80',
    },
  ])
})

test('whom a journey does not let in needs no text of it', () => {
  const onlyGold = { ...entrance, audience: { 'customer.tier': 'gold' } }
  expect(faultsOf(texts({ body: '{{ customer.firstName }}' }), { entrance: onlyGold })).toEqual([])
})

test('there is a zone, an offer or an event only where the journey has one', () => {
  const asked = texts({ body: '{{ zone.name }}{{ event.total }}' })
  const reasons = (own: Entrance) => faultsOf(asked, { entrance: own, personas: [ada] }).map(({ reason }) => reason)
  const missing = (path: string) => [`does not render for Ada in de: ${path} is missing, and has no fallback`]
  expect(reasons({ ...place, event: 'purchase' })).toEqual(missing('zone'))
  expect(reasons(entrance)).toEqual(missing('event'))
  expect(faultsOf(texts({ body: '{{ offer.code }}', offerId: 'care' }))).toEqual([])
  expect(faultsOf(texts({ body: '{{ offer.code }}' }), { personas: [ada] }).map(({ reason }) => reason)).toEqual(
    missing('offer'),
  )
})

test("a task's note is named as one", () => {
  const task: Step = {
    id: 'help',
    kind: 'task',
    title: 'Help',
    note: '{{ nobody.knows }}',
    to: [],
    expiresInSeconds: 600,
  }
  expect(faultsOf(task).map(({ path }) => path)).toEqual(['journeys.story.steps[1].note'])
  expect(faultsOf({ ...task, note: '{{ customer.firstName }}' }).map(({ path }) => path)).toEqual([
    'journeys.story.steps[1].note',
  ])
})

test('a template that can not be read is named under its id, and nothing is rendered', () => {
  const content = {
    venues: [aVenue()],
    journeys: [],
    templates: [{ id: 'hello', name: 'Hello', title: 'Hello', body: '{{' }],
  }
  expect(contentTextFaults(content, [ada]).map(({ path }) => path)).toEqual(['templates.hello.body'])
})
