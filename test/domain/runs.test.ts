import { describe, expect, test } from 'vitest'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Journey, MessageStep, Step } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import { noRuns, runsLimits } from '#shared/domain/runs.ts'
import { defaultSettings, type Settings } from '#shared/domain/settings.ts'
import type { Grant, Person, Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aClaim, aCustomer, aLedger, aMessage, aMoment, aReleaseContent, at } from '#test/support/builders.ts'
import { aDelay, aGate, aJourneyOf, aMessageStep, anExperiment, aWait } from '#test/support/journeys.ts'
import { type Lifetime, liveThrough, wordOf } from '#test/support/lifetime.ts'
import { aPerson } from '#test/support/situation.ts'

const hour = 3600
const day = 24 * hour

const texted = (id: string, own: Partial<MessageStep> = {}): MessageStep =>
  aMessageStep(id, { message: { kind: 'text', title: id, body: 'Hello' }, expiresInSeconds: day, ...own })

/** Ada enters Shoes a minute into the morning. */
const entered = (own: Partial<Extract<Occasion, { visitId: string }>> = {}): Occasion =>
  aMoment({ customerId: 'ada', ...own })

const left = (kind: 'zone.exit' | 'venue.exit', seconds: number): Occasion => {
  const { zoneId: _, ...venue } = aMoment({
    customerId: 'ada',
    id: `left-${seconds}`,
    kind,
    occurredAt: at(seconds),
    receivedAt: at(seconds),
  })
  return kind === 'venue.exit' ? venue : { ...venue, zoneId: 'shoes' }
}

const happened = (name: string, seconds: number, data: Record<string, unknown> = {}): Occasion => ({
  kind: 'event',
  id: `${name}-${seconds}`,
  customerId: 'ada',
  name,
  data,
  occurredAt: at(seconds),
  receivedAt: at(seconds),
})

const receiptOf = (messageId: string, event: 'opened' | 'dismissed', seconds: number): Occasion => ({
  kind: 'receipt',
  id: derivedId('phone-1', 'receipt', messageId, event),
  customerId: 'ada',
  deviceId: 'phone-1',
  receipt: { messageId, event, at: at(seconds) },
  occurredAt: at(seconds),
  receivedAt: at(seconds),
})

const ada = (own: Partial<Omit<Person, 'stored'>> = {}): Person => aPerson({ customer: aCustomer(), ...own })

const rules = (journeys: Journey[], content: Partial<ReleaseContent> = {}, own: Partial<Rules> = {}): Rules => ({
  ...rulesOf(compileRelease(aReleaseContent({ journeys, ...content }))),
  ...own,
})

const story = (steps: readonly [Step, ...Step[]], own: Partial<Journey> = {}): Journey =>
  aJourneyOf(steps, { frequencyCaps: [], ...own })

const words = ({ told }: Pick<Lifetime, 'told'>): [number, string][] =>
  told.map((one) => [(one.at - at(0)) / 1000, wordOf(one)])

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

describe('re-entry', () => {
  const entrance = (reentry: NonNullable<Journey['entrance']['reentry']>) =>
    ({ moment: 'zone.enter', venueId: 'store', usefulForSeconds: 120, reentry }) as const
  const times = (
    reentry: NonNullable<Journey['entrance']['reentry']>,
    steps: readonly [Step, ...Step[]],
    ...enters: [number, string][]
  ) =>
    words(
      liveThrough(
        ada(),
        enters.map(([seconds, visitId]) =>
          entered({ id: `m-${seconds}`, visitId, occurredAt: at(seconds), receivedAt: at(seconds) }),
        ),
        rules([story(steps, { entrance: entrance(reentry) })]),
        at(0),
      ),
    ).map(([, word]) => word)

  test('once ever, once a visit, or again after a while', () => {
    const hello = [texted('hello')] as const
    expect(times({ rule: 'once' }, hello, [60, 'a'], [5000, 'b'])).toEqual(['sent hello', 'reentry'])
    expect(times({ rule: 'once_a_visit' }, hello, [60, 'a'], [70, 'a'], [5000, 'b'])).toEqual([
      'sent hello',
      'reentry',
      'sent hello',
    ])
    const cool = { rule: 'every', coolDownSeconds: 100, isConcurrent: false } as const
    expect(times(cool, hello, [60, 'a'], [159, 'a'], [160, 'a'])).toEqual(['sent hello', 'reentry', 'sent hello'])
  })

  test('not while a run is open, unless runs may be concurrent', () => {
    const waiting = [aDelay('a day', { seconds: day }), texted('hello')] as const
    const every = (isConcurrent: boolean) => ({ rule: 'every', coolDownSeconds: 0, isConcurrent }) as const
    expect(times(every(false), waiting, [60, 'a'], [70, 'a'])).toEqual(['waits at a day', 'run_open'])
    expect(times(every(true), waiting, [60, 'a'], [70, 'a'])).toEqual(['waits at a day', 'waits at a day'])
  })

  test('nobody is under way in more journeys than there is room for', () => {
    const journeys = Array.from({ length: runsLimits.open + 1 }, (_, i) =>
      story([aDelay('a day'), texted('hello')], { id: `j${i}` }),
    )
    const life = liveThrough(ada(), [entered()], rules(journeys), at(60))
    expect(words(life).filter(([, word]) => word === 'too_many_runs')).toHaveLength(1)
    expect(life.person.runs.open).toHaveLength(runsLimits.open)
  })
})

describe('quiet hours, caps that defer, and ceilings', () => {
  const night = (fallback: 'defer' | 'drop'): Settings => ({
    ...defaultSettings,
    quietHours: { windows: [{ start: '09:30', end: '11:00' }], fallback },
  })

  test('a message in quiet hours is dropped, or waits until they are over if that is still of use', () => {
    const go = (fallback: 'defer' | 'drop', expiresInSeconds = day) =>
      words(
        liveThrough(
          ada(),
          [entered()],
          rules([story([texted('hello', { expiresInSeconds })])], { settings: night(fallback) }),
          at(day),
        ),
      )
    // nine in the morning UTC is ten in Berlin, where the store is
    expect(go('drop')).toEqual([[60, 'quiet_hours']])
    expect(go('defer')).toEqual([
      [60, 'deferred by quiet_hours'],
      [hour, 'sent hello'],
    ])
    expect(go('defer', hour - 60)).toEqual([[60, 'quiet_hours']])
  })

  test('what was deferred is asked again for everything: a pause, an opt-out, a cap', () => {
    const journeys = [story([texted('hello')])]
    const content = { settings: night('defer') }
    const { person } = liveThrough(ada(), [entered()], rules(journeys, content), at(60))
    const paused = rules(journeys, content, { pauses: { everything: true, venues: [], journeys: [] } })
    expect(words(liveThrough(person, [], paused, at(day)))).toEqual([[hour, 'paused']])
    const refused = { ...person, ledger: { ...person.ledger, doNotContact: true } }
    expect(words(liveThrough(refused, [], rules(journeys, content), at(day)))).toEqual([[hour, 'left: opt_out']])
  })

  test('a cap that defers waits until the oldest send has left its window', () => {
    const capped = (windowSeconds: number) =>
      story([texted('hello')], { frequencyCaps: [{ limit: 1, windowSeconds, scope: 'customer', fallback: 'defer' }] })
    const person = ada({ ledger: aLedger({ sends: { '*': [at(30)] } }) })
    expect(words(liveThrough(person, [entered()], rules([capped(600)]), at(day)))).toEqual([
      [60, 'deferred by frequency_cap'],
      [630, 'sent hello'],
    ])
    expect(words(liveThrough(person, [entered()], rules([capped(2 * day)]), at(day)))).toEqual([[60, 'frequency_cap']])
  })

  test('a message over the ceiling goes out in the next minute', () => {
    const settings = { ...defaultSettings, sendsPerMinute: 1 }
    const journeys = [story([texted('hello')])]
    const id = derivedId('customer:ada', 'story', 'hello', 'moment-1')
    const granted = (isWithinCeiling: boolean) => new Map<string, Grant>([[id, { isWithinCeiling }]])
    const { person, told } = liveThrough(ada(), [entered()], rules(journeys, { settings }), at(60), granted(false))
    expect(words({ told })).toEqual([[60, 'deferred by rate_ceiling']])
    const wakeAt = person.runs.wakeAt ?? 0
    expect([wakeAt >= at(120), wakeAt < at(180)]).toEqual([true, true])
    expect(
      words(liveThrough(person, [], rules(journeys, { settings }), at(200), granted(true))).map(([, word]) => word),
    ).toEqual(['sent hello'])
  })
})

describe('versions', () => {
  const before = story([aDelay('an hour', { seconds: hour }), texted('old')])
  const after = story([aDelay('an hour', { seconds: hour }), texted('new')])
  const second = (own: Partial<Rules> = {}): Rules => ({
    ...rulesOf(compileRelease(aReleaseContent({ version: 'release-2', journeys: [after] }))),
    past: (version) => (version === 'release-1' ? rules([before]) : undefined),
    ...own,
  })
  const begun = liveThrough(ada(), [entered()], rules([before]), at(60)).person

  test('a run belongs to the version in which it began', () => {
    expect(words(liveThrough(begun, [], second(), at(day)))).toEqual([[60 + hour, 'sent old']])
  })

  test('a marketer migrates it, or ends it', () => {
    const orders = (act: 'end' | 'migrate') => ({ orders: { story: { before: 'release-2', act } } })
    expect(words(liveThrough(begun, [], second(orders('migrate')), at(day)))).toEqual([[60 + hour, 'sent new']])
    expect(words(liveThrough(begun, [], second(orders('end')), at(day)))).toEqual([[60 + hour, 'left: ended']])
  })

  test('where its version can no longer be read it ends, and says so', () => {
    expect(words(liveThrough(begun, [], second({ past: () => undefined }), at(day)))).toEqual([
      [60 + hour, 'left: gone'],
    ])
  })
})

describe('what happens twice', () => {
  test('the same occasion again changes nothing and sends the same', () => {
    const journeys = [
      story([texted('hello'), aDelay('a day'), texted('again')]),
      story([aWait('bought?', { next: 'thanks' }), texted('thanks')], { id: 'thanks' }),
    ]
    const occasions = [entered(), happened('purchase', 100)]
    const once = liveThrough(ada(), occasions, rules(journeys), at(200))
    const twice = liveThrough(ada(), [...occasions, ...occasions, ...occasions], rules(journeys), at(200))
    expect(twice.person).toEqual(once.person)
    expect(twice.messages).toEqual(once.messages)
  })
})

describe('segments', () => {
  const welcome = story([texted('gold')], {
    id: 'welcome',
    entrance: { segment: 'gold', change: 'enter', venueId: 'store', usefulForSeconds: 120 },
  })
  const segments = [{ id: 'gold', name: 'Gold', condition: { 'customer.tier': 'gold' } }]
  const profile = (seconds: number): Occasion => ({
    kind: 'profile',
    id: `p-${seconds}`,
    customerId: 'ada',
    occurredAt: at(seconds),
    receivedAt: at(seconds),
  })
  const silver = ada({ customer: aCustomer({ traits: { tier: 'silver' } }) })
  const risen = (person: Person): Person => ({ ...person, customer: aCustomer() })

  test('whoever comes into a segment starts the journeys that wait for it, once', () => {
    const first = liveThrough(silver, [profile(10)], rules([welcome], { segments }), at(10))
    expect(words(first)).toEqual([])
    const then = liveThrough(risen(first.person), [profile(20), profile(30)], rules([welcome], { segments }), at(30))
    expect(words(then)).toEqual([[20, 'sent gold']])
  })

  test('who has long been in it when the first journey asks has not just come into it', () => {
    expect(words(liveThrough(ada(), [entered()], rules([welcome], { segments }), at(60)))).toEqual([])
  })
})

describe('withdrawal', () => {
  const claim = (own: Parameters<typeof aClaim>[0] = {}) =>
    aClaim({ place: { venueId: 'store', zoneId: 'shoes' }, message: aMessage({ expiresAt: at(5000) }), ...own })
  const withdrawn = (own: Parameters<typeof aClaim>[0], occasion: Occasion) =>
    liveThrough(ada({ ledger: aLedger({ claims: [claim(own)] }) }), [occasion], rules([]), at(60)).effects

  test('leaving takes back what was not opened, and leaves alone what was', () => {
    const back = [
      {
        effect: 'withdraw',
        id: derivedId('withdraw', 'message-1'),
        deviceId: 'phone-1',
        messageId: 'message-1',
        offerId: 'care',
        expiresAt: at(5000),
      },
    ]
    expect(withdrawn({}, left('zone.exit', 100))).toEqual(back)
    expect(withdrawn({}, left('venue.exit', 100))).toEqual(back)
    expect(withdrawn({ opened: true }, left('zone.exit', 100))).toEqual([])
    expect(withdrawn({ place: { venueId: 'store' } }, left('zone.exit', 100))).toEqual([])
    expect(withdrawn({ message: aMessage({ expiresAt: at(99) }) }, left('zone.exit', 100))).toEqual([])
  })

  test('the end of an offer takes back its unopened messages, with the same word when it is told again', () => {
    const over: Occasion = {
      kind: 'withdraw',
      id: 'w',
      customerId: 'ada',
      offerId: 'care',
      occurredAt: at(100),
      receivedAt: at(100),
    }
    const life = liveThrough(ada({ ledger: aLedger({ claims: [claim()] }) }), [over, over], rules([]), at(60))
    expect(life.effects.map(({ id }) => id)).toEqual([
      derivedId('withdraw', 'message-1'),
      derivedId('withdraw', 'message-1'),
    ])
    expect(withdrawn({}, { ...over, offerId: 'another' })).toEqual([])
  })

  test('a message that she opened is noted as such', () => {
    const { person } = liveThrough(
      ada({ ledger: aLedger({ claims: [claim()] }) }),
      [receiptOf('message-1', 'opened', 70), left('zone.exit', 100)],
      rules([]),
      at(100),
    )
    expect(person.ledger.claims).toEqual([claim({ opened: true })])
  })
})
