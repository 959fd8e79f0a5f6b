import { describe, expect, test } from 'vitest'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Journey, Step } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { runsLimits } from '#shared/domain/runs.ts'
import { defaultSettings, type Settings } from '#shared/domain/settings.ts'
import type { Grant, Person, Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { ada, day, entered, happened, hour, left, receiptOf, rules, story, texted, words } from '#test/support/ada.ts'
import { aClaim, aCustomer, aLedger, aMessage, aReleaseContent, at } from '#test/support/builders.ts'
import { aDelay, aWait } from '#test/support/journeys.ts'
import { liveThrough } from '#test/support/lifetime.ts'

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
