import { describe, expect, test } from 'vitest'
import type { Entrance, Journey } from '#shared/domain/journey.ts'
import { journeyFaults } from '#shared/domain/journey-faults.ts'
import { knownIn } from '#shared/domain/journey-references.ts'
import { aJourney } from '#test/support/builders.ts'
import { aDelay, aGate, aJourneyOf, aMessageStep, anExperiment, aWait } from '#test/support/journeys.ts'
import { aStation, aVenue } from '#test/support/venues.ts'

const offer = { name: 'Shoe care', codeValidSeconds: 3600 }
const known = knownIn({
  venues: [aVenue(), aStation()],
  segments: [{ id: 'regulars', name: 'Regulars', condition: { 'customer.visits': { $gt: 5 } } }],
  offers: [
    { ...offer, id: 'care', venueId: 'store' },
    { ...offer, id: 'coffee', venueId: 'station' },
  ],
  templates: [{ id: 'hello', name: 'Hello', title: 'Hello', body: 'Good to see you' }],
})
const faultsOf = (journey: Journey) => journeyFaults(journey, known, [])
const entering = (entrance: Entrance, own: Partial<Journey> = {}) =>
  aJourneyOf([aMessageStep('a')], { entrance, ...own })
const place = { venueId: 'store', usefulForSeconds: 120 }

test('a journey of one message has no faults', () => {
  expect(faultsOf(aJourney())).toEqual([])
})

describe('what is not there', () => {
  const unknown = (path: string, what: string, id: string, meant: string) => ({
    path,
    reason: `there is no ${what} "${id}"; did you mean "${meant}"?`,
    example: meant,
  })

  test('zones of entrance, waits and goal, segments, templates and offers are named with those that were meant', () => {
    const steps = aJourneyOf([
      aMessageStep('a', { message: { kind: 'text', templateId: 'helo' } }),
      aWait('b', { for: { moment: 'zone.enter', zoneId: 'wathces' } }),
      aMessageStep('c', { message: { kind: 'offer', templateId: 'hello', offerId: 'car' } }),
    ]).steps
    const goal = { moment: 'zone.enter', zoneId: 'coffe' } as const
    expect(faultsOf({ ...aJourney({ entrance: { zoneId: 'shoos' } }), steps, goal })).toEqual([
      unknown('entrance.zoneId', 'zone', 'shoos', 'shoes'),
      unknown('steps[0].message.templateId', 'template', 'helo', 'hello'),
      unknown('steps[1].for.zoneId', 'zone', 'wathces', 'watches'),
      unknown('steps[2].message.offerId', 'offer', 'car', 'care'),
      unknown('goal.zoneId', 'zone', 'coffe', 'cafe'),
    ])
    expect(faultsOf(entering({ ...place, segment: 'regular', change: 'enter' }))).toEqual([
      unknown('entrance.segment', 'segment', 'regular', 'regulars'),
    ])
    expect(faultsOf(entering({ ...place, schedule: { at: 0 }, segmentId: 'regulas' }))).toEqual([
      unknown('entrance.segmentId', 'segment', 'regulas', 'regulars'),
    ])
  })

  test('of a venue that is not there nothing else is said', () => {
    expect(faultsOf(aJourney({ entrance: { venueId: 'stoer', zoneId: 'kiosk' } }))).toEqual([
      unknown('entrance.venueId', 'venue', 'stoer', 'store'),
    ])
  })

  test('an offer of another venue', () => {
    const message = { kind: 'offer', title: 'Coffee', body: 'On the house', offerId: 'coffee' } as const
    expect(faultsOf(aJourney({ step: { message } }))).toEqual([
      {
        path: 'steps[0].message.offerId',
        reason: 'offer "coffee" is redeemed in venue "station", and the journey is of "store"; take one of its own',
        example: 'care',
      },
    ])
  })
})

describe('waiting for what becomes of a message', () => {
  test('that it is opened takes a message, before', () => {
    expect(
      faultsOf(
        aJourneyOf([
          aWait('opened', { for: { receipt: 'opened', stepId: 'offer' }, onTimeout: 'offer' }),
          aMessageStep('offer'),
          aDelay('later'),
        ]),
      ),
    ).toEqual([
      {
        path: 'steps[0].for',
        reason: 'waits before "offer" can have been sent; put it behind the message',
        example: { next: 'opened' },
      },
    ])
  })

  test('round a circle it may have been sent', () => {
    expect(
      faultsOf(
        aJourneyOf([
          aWait('opened', { for: { receipt: 'opened', stepId: 'offer' }, onTimeout: 'offer' }),
          aMessageStep('offer'),
          aDelay('later', { next: 'opened' }),
        ]),
      ),
    ).toEqual([])
  })

  test('a step that is not there, and one that sends nothing', () => {
    expect(
      faultsOf(
        aJourneyOf([
          aMessageStep('offer'),
          aDelay('later'),
          aWait('opened', { for: { receipt: 'opened', stepId: 'ofer' } }),
          aWait('dismissed', { for: { receipt: 'dismissed', stepId: 'later' } }),
          aWait('any', { for: { receipt: 'delivered' } }),
        ]),
      ),
    ).toEqual([
      {
        path: 'steps[2].for.stepId',
        reason: 'there is no step "ofer"; did you mean "offer"?',
        example: 'offer',
      },
      {
        path: 'steps[3].for.stepId',
        reason: 'step "later" is a delay, and only a message is dismissed',
        example: 'offer',
      },
    ])
  })

  test('a journey that sends nothing can reach no goal by it', () => {
    expect(faultsOf(aJourneyOf([aDelay('a')], { goal: { receipt: 'opened' } }))).toEqual([
      {
        path: 'goal',
        reason: 'nothing can be opened: the journey sends no message',
        example: { event: 'purchase' },
      },
    ])
  })
})

describe('leaving a zone', () => {
  const fault = (path: string) => ({
    path,
    reason: 'is "zone", and she enters without one; take "venue", or let her enter by the moment of a zone',
    example: 'venue',
  })

  test.each<[string, Entrance]>([
    ['the venue', { ...place, moment: 'venue.enter' }],
    ['an event', { ...place, event: 'purchase' }],
    ['a segment', { ...place, segment: 'regulars', change: 'enter' }],
    ['a schedule', { ...place, schedule: { at: 0 }, segmentId: 'regulars' }],
    ['a broadcast', { ...place, broadcast: true }],
  ])('takes an entrance by a zone, not by %s', (_, entrance) => {
    const steps = aJourneyOf([aMessageStep('a', { withdrawOn: 'zone' })]).steps
    expect(faultsOf(entering(entrance, { leaveOn: 'zone', steps }))).toEqual([
      fault('leaveOn'),
      fault('steps[0].withdrawOn'),
    ])
    expect(faultsOf(entering(entrance, { leaveOn: 'venue' }))).toEqual([])
  })

  test('works by any zone, if none is named', () => {
    expect(faultsOf(entering({ ...place, moment: 'zone.enter' }, { leaveOn: 'zone' }))).toEqual([])
  })
})

test.each<[Entrance, Journey['goal']]>([
  [
    { ...place, moment: 'zone.dwell', zoneId: 'shoes', dwellSeconds: 60 },
    { moment: 'zone.dwell', zoneId: 'shoes', dwellSeconds: 60 },
  ],
  [
    { ...place, event: 'purchase', where: { 'event.total': 5 } },
    { event: 'purchase', where: { 'event.total': 5 } },
  ],
])('a goal that is the entrance itself is named: %j', (entrance, goal) => {
  expect(faultsOf(entering(entrance, goal && { goal }))).toEqual([
    {
      path: 'goal',
      reason: 'is the entrance itself: whoever enters is there already; name what she should do afterwards',
      example: { event: 'purchase' },
    },
  ])
})

test.each<[Entrance, Journey['goal']]>([
  [
    { ...place, moment: 'zone.enter', zoneId: 'shoes' },
    { moment: 'zone.enter', zoneId: 'boots' },
  ],
  [{ ...place, event: 'purchase', where: { 'event.total': 5 } }, { event: 'purchase' }],
  [{ ...place, segment: 'regulars', change: 'enter' }, { receipt: 'opened' }],
])('a goal that is another is none: %j', (entrance, goal) => {
  expect(faultsOf(entering(entrance, goal && { goal }))).toEqual([])
})

test('variants share all of everybody, each under its own name', () => {
  const experiment = {
    ...anExperiment('halves'),
    variants: [
      { id: 'a', weight: 0.5 },
      { id: 'a', weight: 0.7 },
    ],
  }
  expect(faultsOf(aJourneyOf([experiment]))).toEqual([
    {
      path: 'steps[0].variants',
      reason: 'must have weights that sum to 1; these sum to 1.2',
      example: [
        { id: 'a', weight: 0.417 },
        { id: 'a', weight: 0.583 },
      ],
    },
    { path: 'steps[0].variants[1].id', reason: '"a" is taken by variants[0]; give each its own', example: 'a-1' },
  ])
})

test('what is wrong with a condition is named with its place, wherever it stands', () => {
  const wrong = { 'customer.tier': { $gtt: 5 } }
  const journey = aJourneyOf(
    [aMessageStep('a'), aGate('b', { condition: wrong }), aWait('c', { for: { event: 'purchase', where: wrong } })],
    {
      entrance: { ...place, event: 'visit', audience: wrong, where: wrong },
      goal: { event: 'purchase', where: wrong },
    },
  )
  expect(faultsOf(journey).map(({ path }) => path)).toEqual([
    'entrance.audience.customer.tier.$gtt',
    'entrance.where.customer.tier.$gtt',
    'steps[1].condition.customer.tier.$gtt',
    'steps[2].for.where.customer.tier.$gtt',
    'goal.where.customer.tier.$gtt',
  ])
})

test('a segment that a condition asks for must be there', () => {
  const audience = { $or: [{ $segment: 'regulars' }, { $segment: 'regular' }] }
  expect(faultsOf(aJourney({ entrance: { audience } })).map(({ path, example }) => [path, example])).toEqual([
    ['entrance.audience.$or.1.$segment', '{ "$segment": "regulars" }'],
  ])
})
