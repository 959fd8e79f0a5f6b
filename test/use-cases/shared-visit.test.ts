import { expect, test } from 'vitest'
import { aJourney, at } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import {
  aRecord,
  aReport,
  entries,
  identified,
  knowAda,
  ledgerOf,
  openStore,
  presenceOf,
  publications,
  rang,
  zoneOf,
} from './support.ts'

const { zoneId: _, ...anywhere } = aJourney().entrance
const welcome = { ...aJourney({ id: 'welcome', step: { class: 'service' } }), entrance: anywhere }

/** Ada's phone and watch, both identified. Whoever enters a zone is welcomed there, as often as that happens. */
const openForAda = async (identify = ['phone-1', 'phone-2']) => {
  const zones = aVenue().zones.map((zone) =>
    zone.id === 'shoes' ? { ...zone, presence: { dwellSeconds: [30] } } : zone,
  )
  const venues = [aVenue({ zones })]
  const store = await openStore({ phones: ['phone-1', 'phone-2'], release: { journeys: [welcome], venues } })
  await knowAda(store.memory)
  await store.engage(identify.map((deviceId) => identified(deviceId, 'ada')))
  return store
}

type Store = Awaited<ReturnType<typeof openForAda>>

/** Ada's story: what happened to her, and what only another device of hers saw as well. */
const story = ({ memory }: Store) =>
  entries(memory, 'moment').map(({ moment: { kind, zoneId, dwellSeconds, deviceId }, isShared }) =>
    [deviceId, kind, zoneId, dwellSeconds, isShared ? 'shared' : undefined]
      .filter((one) => one !== undefined)
      .join(' '),
  )

/** Lets the first timer that is due ring. */
const ringNext = async ({ memory, engage }: Store) => {
  const [due] = await memory.timers.due(0, Number.POSITIVE_INFINITY)
  if (due) await engage([rang(due.mailbox, due.dueAt)])
}

const visitOf = async ({ memory }: Store) => (await ledgerOf(memory, 'customer:ada'))?.shared

test('a shopper with two devices is welcomed once, and leaves when the last of them does', async () => {
  const store = await openForAda()
  await store.engage([aReport('phone-1', 60, 'watches')])
  await store.engage([aReport('phone-2', 63, 'watches')])
  await store.engage([aReport('phone-1', 70, 'cafe')])
  await store.engage([aReport('phone-2', 75, 'cafe')])
  expect(story(store)).toEqual([
    'phone-1 venue.enter',
    'phone-1 zone.enter watches',
    'phone-2 venue.enter shared',
    'phone-2 zone.enter watches shared',
    'phone-1 zone.exit watches shared',
    'phone-1 zone.enter cafe',
    'phone-2 zone.exit watches',
    'phone-2 zone.enter cafe shared',
  ])
  expect(publications(store.memory)).toHaveLength(2)
  const visitIds = new Set(entries(store.memory, 'moment').map(({ moment }) => moment.visitId))
  expect([...visitIds]).toEqual([(await presenceOf(store.memory, 'device:phone-1'))?.visit?.id])
  for (let i = 0; i < 4; i++) await ringNext(store)
  expect(story(store).slice(8)).toEqual([
    'phone-1 zone.exit cafe shared',
    'phone-1 venue.exit shared',
    'phone-2 zone.exit cafe',
    'phone-2 venue.exit',
  ])
  expect((await visitOf(store))?.visits).toEqual({})
})

test('a moment of another device says of each journey that the visit is shared, and with whom', async () => {
  const store = await openForAda()
  await store.engage([aReport('phone-1', 60, 'watches'), aReport('phone-2', 61, 'watches')])
  const silences = entries(store.memory, 'decision').filter(({ suppressed }) => suppressed !== undefined)
  expect(
    silences.map(({ journeyId, occasion, suppressed, trace }) => [
      journeyId,
      zoneOf(occasion),
      suppressed,
      trace.at(-1),
    ]),
  ).toEqual([['welcome', 'watches', 'shared_visit', { check: 'visit', passed: false, saw: 'phone-1 of hers as well' }]])
})

test('a threshold of a dwell comes once a stay, whichever device raises it', async () => {
  const store = await openForAda()
  await store.engage([aReport('phone-1', 60)])
  await store.engage([aReport('phone-2', 70)])
  await store.engage([aReport('phone-1', 92), aReport('phone-2', 102)])
  expect(story(store).filter((one) => one.includes('dwell'))).toEqual([
    'phone-1 zone.dwell shoes 30',
    'phone-2 zone.dwell shoes 30 shared',
  ])
})

test('a device that is identified in the middle of its visit brings its stay along, and nobody enters twice', async () => {
  const store = await openForAda(['phone-2'])
  await store.engage([aReport('phone-1', 60, 'watches')])
  await store.engage([identified('phone-1', 'ada', 65)])
  expect((await visitOf(store))?.devices['phone-1']).toMatchObject({ venueId: 'store', zones: ['watches'] })
  await store.engage([aReport('phone-2', 70, 'watches')])
  expect(story(store).slice(2)).toEqual(['phone-2 venue.enter shared', 'phone-2 zone.enter watches shared'])
  const [first] = entries(store.memory, 'moment')
  expect(new Set(entries(store.memory, 'moment').map(({ moment }) => moment.visitId))).toEqual(
    new Set([first?.moment.visitId]),
  )
})

test('a device that she signs out of takes its stay away, and what it does then is nobody’s', async () => {
  const store = await openForAda()
  await store.engage([aReport('phone-1', 60, 'watches')])
  await store.engage([identified('phone-1', null, 65)])
  expect(await visitOf(store)).toMatchObject({ visits: {}, devices: { 'phone-1': { isOut: true, zones: [] } } })
  await store.engage([aReport('phone-2', 70, 'watches'), aReport('phone-1', 75, 'cafe')])
  expect(story(store).slice(2)).toEqual([
    'phone-2 venue.enter',
    'phone-2 zone.enter watches',
    'phone-1 zone.exit watches',
    'phone-1 zone.enter cafe',
  ])
})

test('a device that changes hands in one batch leaves the one visit and comes to the other', async () => {
  const store = await openForAda()
  const report = aReport('phone-1', 60, 'watches')
  await store.engage([report, identified('phone-1', 'ben', 65)])
  expect((await visitOf(store))?.visits).toEqual({})
  const bens = (await ledgerOf(store.memory, 'customer:ben'))?.shared
  expect(bens?.devices['phone-1']).toMatchObject({ venueId: 'store', zones: ['watches'], saidAt: at(65) })
})

test('records that come again change nothing in her visit', async () => {
  const store = await openForAda()
  const records = [
    aReport('phone-1', 60, 'watches'),
    aReport('phone-2', 63, 'watches'),
    identified('phone-1', null, 65),
  ]
  await store.engage(records)
  const before = await ledgerOf(store.memory, 'customer:ada')
  await store.engage(records)
  await store.engage(records)
  expect(await ledgerOf(store.memory, 'customer:ada')).toEqual(before)
})

test.each([
  ['phone', true],
  ['till', false],
  ['fixture', false],
] as const)(
  'a %s (staff: %s) of hers is in nobody’s way: it raises no decision but “staff”, and she is welcomed',
  async (deviceKind, staff) => {
    const store = await openForAda()
    const enrolment = { v: 1, kind: 'enrol', deviceId: 'phone-1', deviceKind, staff, receivedAt: at(2) }
    await store.engage([aRecord('device:phone-1', enrolment, 2)])
    await store.engage([aReport('phone-1', 60, 'watches'), aReport('phone-2', 63, 'watches')])
    expect(
      entries(store.memory, 'decision').map(({ occasion, suppressed }) => [occasion.deviceId, suppressed]),
    ).toEqual([
      ['phone-1', 'staff'],
      ['phone-2', undefined],
    ])
    expect(Object.keys((await visitOf(store))?.devices ?? {})).toEqual(['phone-2'])
  },
)

test('a cart in its bay stands for nobody; once it is pushed away it does', async () => {
  const bay = aVenue().zones.map((zone) => (zone.id === 'watches' ? { ...zone, holdsCarts: true } : zone))
  const store = await openStore({ phones: [], release: { journeys: [welcome], venues: [aVenue({ zones: bay })] } })
  const enrolment = { v: 1, kind: 'enrol', deviceId: 'cart-1', deviceKind: 'cart', staff: false, receivedAt: at(0) }
  await store.engage([aRecord('device:cart-1', enrolment, 0)])
  await store.engage([aReport('cart-1', 60, 'watches')])
  await store.engage([aReport('cart-1', 70, 'cafe')])
  expect(
    entries(store.memory, 'decision').map(({ occasion, suppressed, trace }) => [
      zoneOf(occasion),
      suppressed,
      trace.at(-1)?.saw,
    ]),
  ).toEqual([
    ['watches', 'staff', 'a cart in its bay'],
    ['cafe', 'no_device', 'no phone to send to'],
  ])
})
