import { describe, expect, test } from 'vitest'
import type { Journey, Step } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { ada, day, entered, happened, hour, left, receiptOf, rules, story, texted, words } from '#test/support/ada.ts'
import { aLedger, at } from '#test/support/builders.ts'
import { aDelay, aGate, anExperiment, aWait } from '#test/support/journeys.ts'
import { liveThrough } from '#test/support/lifetime.ts'

describe('steps', () => {
  test('a delay is waited out by a timer, and what it was is told each time', () => {
    const journeys = [story([texted('hello'), aDelay('an hour', { seconds: hour }), texted('again')])]
    const life = liveThrough(ada(), [entered()], rules(journeys), at(day))
    expect(words(life)).toEqual([
      [60, 'sent hello'],
      [60 + hour, 'sent again'],
    ])
    expect(life.person.runs).toEqual({
      ...noRuns,
      sequence: 2,
      entered: { story: { times: 1, at: at(60), visitId: 'visit-1' } },
      seen: ['moment-1'],
    })
  })

  test('delays follow one another by the clock of the journey, also where the timer comes hours late', () => {
    const journeys = [story([aDelay('a', { seconds: hour }), aDelay('b', { seconds: hour }), texted('late')])]
    const { person } = liveThrough(ada(), [entered()], rules(journeys), at(60))
    const now = at(2.5 * hour)
    const wake: Occasion = { kind: 'wake', id: 'w', customerId: 'ada', occurredAt: at(60 + hour), receivedAt: now }
    const { wakeAt: _, ...runs } = person.runs
    const life = liveThrough({ ...person, runs }, [wake, { ...wake, id: 'once more' }], rules(journeys), now)
    expect(words(life)).toEqual([[2.5 * hour, 'sent late']])
    expect(life.messages[0]?.expiresAt).toBe(at(60 + 2 * hour + day))
  })

  test('a wait goes on when it happens, and by its own way when it does not', () => {
    const steps = [
      aWait('bought?', {
        for: { event: 'purchase', where: { 'event.amount': { $gte: 50 } } },
        onTimeout: 'remind',
        next: 'thanks',
      }),
      texted('remind', { next: 'exit' }),
      texted('thanks'),
    ] as const
    const go = (...occasions: Occasion[]) =>
      words(liveThrough(ada(), [entered(), ...occasions], rules([story(steps)]), at(day)))
    expect(go(happened('purchase', 100, { amount: 80 }))).toEqual([
      [60, 'waits at bought?'],
      [100, 'sent thanks'],
    ])
    expect(go(happened('purchase', 100, { amount: 10 }))).toEqual([
      [60, 'waits at bought?'],
      [60 + hour, 'sent remind'],
    ])
    expect(go(happened('return', 100), happened('purchase', 60 + hour + 1, { amount: 80 }))).toEqual([
      [60, 'waits at bought?'],
      [60 + hour, 'sent remind'],
    ])
  })

  test('what happened before the wait began does not end it', () => {
    const early = { ...happened('purchase', 100), occurredAt: at(59) }
    const journeys = [story([aWait('bought?'), texted('thanks')])]
    expect(words(liveThrough(ada(), [entered(), early], rules(journeys), at(200)))).toEqual([[60, 'waits at bought?']])
  })

  test('a wait for a message to be opened hears of that message only', () => {
    const journeys = [
      story([
        texted('hello'),
        aWait('opened?', { for: { receipt: 'opened', stepId: 'hello' }, onTimeout: 'exit' }),
        texted('more'),
      ]),
    ]
    const first = liveThrough(ada(), [entered()], rules(journeys), at(60))
    const { id = '' } = first.messages[0] ?? {}
    expect(words(liveThrough(first.person, [receiptOf('another', 'opened', 70)], rules(journeys), at(80)))).toEqual([])
    expect(words(liveThrough(first.person, [receiptOf(id, 'dismissed', 70)], rules(journeys), at(80)))).toEqual([])
    expect(words(liveThrough(first.person, [receiptOf(id, 'opened', 70)], rules(journeys), at(80)))).toEqual([
      [70, 'sent more'],
    ])
  })

  test('a gate asks about her as the steps before have left her', () => {
    const steps = [
      { id: 'mark', kind: 'update', trait: 'tier', value: 'platinum' },
      aGate('platinum?', { condition: { 'customer.tier': 'platinum' }, otherwise: 'exit' }),
      texted('hello'),
    ] as const
    const life = liveThrough(ada(), [entered()], rules([story(steps)]), at(60))
    expect(words(life)).toEqual([[60, 'sent hello']])
    expect(life.effects).toEqual([
      { effect: 'update', id: expect.any(String), customerId: 'ada', trait: 'tier', value: 'platinum' },
    ])
  })

  test('whoever is turned away at the first message has not entered, and what was on the way to it has not happened', () => {
    const steps = [{ id: 'mark', kind: 'update', trait: 'met', value: true }, texted('hello')] as const
    const capped = story(steps, { frequencyCaps: [{ limit: 1, windowSeconds: hour, scope: 'customer' }] })
    const life = liveThrough(
      ada({ ledger: aLedger({ sends: { '*': [at(1)] } }) }),
      [entered()],
      rules([capped]),
      at(60),
    )
    expect(words(life)).toEqual([[60, 'frequency_cap']])
    expect([life.effects, life.person.runs]).toEqual([[], noRuns])
  })

  test('an experiment keeps to what was drawn, also when its weights change, and tells of each exposure', () => {
    const of = (weights: readonly [number, number]) => {
      const drawing = anExperiment('test', 'a', 'b')
      const variants = drawing.variants.map((one, i) => ({ ...one, weight: weights[i] ?? 0 }))
      return story([{ ...drawing, variants }, texted('a', { next: 'exit' }), texted('b')], {
        entrance: {
          moment: 'zone.enter',
          venueId: 'store',
          usefulForSeconds: 120,
          reentry: { rule: 'every', coolDownSeconds: 0, isConcurrent: false },
        },
      })
    }
    const first = liveThrough(ada(), [entered()], rules([of([1, 0])]), at(60))
    expect(first.told.map(({ exposures }) => exposures)).toEqual([
      [{ experiment: 'story/test', variant: 'variant-0', unit: 'customer:ada' }],
    ])
    const again = entered({ id: 'moment-2', occurredAt: at(90), receivedAt: at(90) })
    expect(words(liveThrough(first.person, [again], rules([of([0, 1])]), at(90)))).toEqual([[90, 'sent a']])
    expect(words(liveThrough(ada(), [again], rules([of([0, 1])]), at(90)))).toEqual([[90, 'sent b']])
  })

  test('a task is raised with its texts, place and end', () => {
    const task: Step = {
      id: 'vip',
      kind: 'task',
      title: 'VIP at {{ zone.id }}',
      note: 'Tier {{ customer.tier }}',
      to: ['olga'],
      expiresInSeconds: 600,
    }
    const { effects } = liveThrough(ada(), [entered()], rules([story([task])]), at(60))
    expect(effects).toMatchObject([
      {
        effect: 'task',
        task: {
          venueId: 'store',
          zoneId: 'shoes',
          journeyId: 'story',
          customerId: 'ada',
          title: 'VIP at shoes',
          note: 'Tier gold',
          to: ['olga'],
          raisedAt: at(60),
          expiresAt: at(660),
        },
      },
    ])
  })

  test('a loop without a wait is cut off, one with a wait goes on with a message of its own each time', () => {
    const endless = story([aGate('a', { condition: {}, next: 'a' })])
    expect(words(liveThrough(ada(), [entered()], rules([endless]), at(60)))).toEqual([[60, 'left: loop']])
    const daily = story([texted('news'), aDelay('a day', { seconds: day, next: 'news' })])
    const { messages } = liveThrough(ada(), [entered()], rules([daily]), at(3.5 * day))
    expect(messages.map(({ title }) => title)).toEqual(['news', 'news', 'news', 'news'])
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4)
  })
})

describe('leaving early', () => {
  const waiting = (own: Partial<Journey> = {}) => story([aDelay('an hour', { seconds: hour }), texted('hello')], own)

  test.each<[string, Partial<Journey>, Occasion, string]>([
    ['the goal', { goal: { event: 'purchase' } }, happened('purchase', 100), 'left: goal'],
    ['her zone', { leaveOn: 'zone' }, left('zone.exit', 100), 'left: zone'],
    ['the venue', { leaveOn: 'venue' }, left('venue.exit', 100), 'left: venue'],
    ['the venue, where the zone is enough', { leaveOn: 'zone' }, left('venue.exit', 100), 'left: venue'],
  ])('by %s', (_, own, occasion, word) => {
    const life = liveThrough(ada(), [entered(), occasion], rules([waiting(own)]), at(day))
    expect(words(life)).toEqual([
      [60, 'waits at an hour'],
      [100, word],
    ])
    expect(life.person.runs.open).toEqual([])
  })

  test('leaving the zone ends no run that only leaving the venue would', () => {
    const life = liveThrough(
      ada(),
      [entered(), left('zone.exit', 100)],
      rules([waiting({ leaveOn: 'venue' })]),
      at(day),
    )
    expect(words(life)).toEqual([
      [60, 'waits at an hour'],
      [60 + hour, 'sent hello'],
    ])
  })

  test('when she unsubscribes: nothing is sent, at once with the news of it and else when the timer rings', () => {
    const { person } = liveThrough(ada(), [entered()], rules([waiting()]), at(60))
    const revoked = {
      ...person,
      ledger: { ...person.ledger, consents: { marketing: { status: 'revoked', since: at(90) } } },
    } as const
    const profile: Occasion = { kind: 'profile', id: 'p', customerId: 'ada', occurredAt: at(100), receivedAt: at(100) }
    expect(words(liveThrough(revoked, [profile], rules([waiting()]), at(day)))).toEqual([[100, 'left: opt_out']])
    expect(words(liveThrough(revoked, [], rules([waiting()]), at(day)))).toEqual([[60 + hour, 'left: opt_out']])
  })

  test('a moment that is not hers to react to moves no run', () => {
    const { person } = liveThrough(ada(), [entered()], rules([waiting({ leaveOn: 'zone' })]), at(60))
    expect(person.runs.open).toHaveLength(1)
  })
})
