import { expect, test } from 'vitest'
import { decide } from '#shared/domain/decide.ts'
import {
  claim,
  emptyLedger,
  hasConsent,
  isFull,
  type Ledger,
  ledgerIdOf,
  ledgerLimits,
  mergeLedgers,
  sendsWithin,
  trimmed,
} from '#shared/domain/ledger.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aClaim, aJourney, aLedger, aMessage, aMoment, aReleaseContent, at } from '#test/support/builders.ts'
import { aPerson } from '#test/support/situation.ts'

const hour = 3600
const needs = new Map([
  ['shoe-care', { limit: 2, windowSeconds: hour }],
  ['*', { limit: 3, windowSeconds: hour }],
])

test('a promise of marketing counts for its journey and for all of it, one of service does not count', () => {
  const service = aClaim({ message: aMessage({ class: 'service' }) })
  const requested = aClaim({ message: aMessage({ class: 'requested' }) })
  expect(claim(aLedger(), [aClaim(), service, requested], at(60), needs)).toEqual(
    aLedger({ sends: { 'shoe-care': [at(60)], '*': [at(60)] }, claims: [aClaim(), service, requested] }),
  )
})

test('promises of two journeys count once for each, and both for all marketing', () => {
  const both = [aClaim(), aClaim({ journeyId: 'boots-sale' })]
  const more = new Map([...needs, ['boots-sale', { limit: 1, windowSeconds: hour }]])
  expect(claim(aLedger(), both, at(60), more).sends).toEqual({
    'shoe-care': [at(60)],
    'boots-sale': [at(60)],
    '*': [at(60), at(60)],
  })
})

test('sends are kept in order, as many as a cap can ask for, and forgotten where no cap asks', () => {
  const before = aLedger({ sends: { 'shoe-care': [at(1), at(70)], '*': [at(1), at(2), at(70)], gone: [at(3)] } })
  expect(claim(before, [aClaim()], at(60), needs).sends).toEqual({
    'shoe-care': [at(60), at(70)],
    '*': [at(2), at(60), at(70)],
  })
})

test('sends and promises are kept for as long as a record may come again', () => {
  const day2 = 2 * 24 * hour
  const before = aLedger({ sends: { 'shoe-care': [at(0)] }, claims: [aClaim({ at: at(0) })] })
  const later = (seconds: number, milliseconds = 0) => claim(before, [], at(seconds) + milliseconds, needs)
  expect(later(hour + day2).sends).toEqual({})
  expect(later(hour + day2, -1).sends).toEqual({ 'shoe-care': [at(0)] })
  expect(later(day2).claims).toEqual([])
  expect(later(day2, -1).claims).toEqual(before.claims)
})

test("the ledger of an identified device is its customer's, of another its own", () => {
  expect(ledgerIdOf({ deviceId: 'phone-1' })).toBe('device:phone-1')
  expect(ledgerIdOf({ deviceId: 'phone-1', customerId: 'ada' })).toBe('customer:ada')
})

test('an item is 16 kB, of which marketing leaves 4 kB free; a letter may take more than a byte', () => {
  expect([ledgerLimits.bytes, ledgerLimits.serviceBytes]).toEqual([16_384, 4_096])
  const named = (name: string) => isFull(aLedger({ mergedFrom: [name] }))
  expect([named('a'.repeat(15_000)), named('ä'.repeat(15_000))]).toEqual([false, true])
})

test('consent is for its purpose, and until the millisecond in which it runs out', () => {
  const ledger = aLedger({ consents: { sms: { status: 'granted', since: at(0), until: at(10) } } })
  expect([hasConsent(ledger, 'sms', at(10) - 1), hasConsent(ledger, 'sms', at(10))]).toEqual([true, false])
  expect(hasConsent(ledger, 'ads', at(1))).toBe(false)
})

test('a window reaches back to just after its beginning, and counts what later records have sent', () => {
  const ledger = aLedger({ sends: { a: [at(0), at(0) + 1, at(90)] } })
  expect([sendsWithin(ledger, 'a', 60, at(60)), sendsWithin(ledger, 'b', 60, at(60))]).toEqual([2, 0])
})

test('trimming stops at the first promise that a retry may still ask for', () => {
  const long = (momentId: string, seconds: number) =>
    aClaim({ momentId, at: at(seconds), message: aMessage({ body: 'x'.repeat(7000) }) })
  const kept = trimmed(aLedger({ claims: [long('a', 0), long('b', 1), long('c', 2), long('d', 3)] }), at(1))
  expect([kept.claims.map(({ momentId }) => momentId), isFull(kept)]).toEqual([['b', 'c', 'd'], true])
})

test('a ledger is full one byte beyond its item, or beyond what is to be left free', () => {
  const sized = (bytes: number): Ledger => {
    const empty = aLedger({ mergedFrom: [''] })
    return aLedger({ mergedFrom: ['x'.repeat(bytes - JSON.stringify(empty).length)] })
  }
  expect([isFull(sized(ledgerLimits.bytes)), isFull(sized(ledgerLimits.bytes + 1))]).toEqual([false, true])
  expect([isFull(sized(12288), 4096), isFull(sized(12289), 4096)]).toEqual([false, true])
})

test('trimming lets the oldest promises go, and never the last one', () => {
  const long = (momentId: string, length: number) =>
    aClaim({ momentId, message: aMessage({ body: 'x'.repeat(length) }) })
  const fits = aLedger({ claims: [long('a', 100), long('b', 100)] })
  expect(trimmed(fits)).toBe(fits)
  expect(
    trimmed(aLedger({ claims: ['a', 'b', 'c'].map((id) => long(id, 7000)) })).claims.map((one) => one.momentId),
  ).toEqual(['b', 'c'])
  expect(trimmed(aLedger({ claims: [long('a', 9000), long('b', 20_000)] })).claims.map((one) => one.momentId)).toEqual([
    'b',
  ])
})

test('a full ledger lets go only what no retry asks for: a service message waits rather than break a promise', () => {
  const release = compileRelease(
    aReleaseContent({
      journeys: [aJourney({ id: 'help', step: { class: 'service' }, frequencyCaps: [], consent: [] })],
    }),
  )
  const fullSince = (claimedAt: number) =>
    aLedger({
      claims: ['a', 'b'].map((momentId) =>
        aClaim({ momentId, at: claimedAt, message: aMessage({ body: 'x'.repeat(8000) }) }),
      ),
    })
  const decidedWith = (ledger: Ledger) => {
    const moment = aMoment({ id: 'moment', receivedAt: at(0), occurredAt: at(0) })
    const { person, decisions } = decide({
      occasion: moment,
      device: { kind: 'phone', staff: false },
      person: aPerson({ ledger }),
      rules: rulesOf(release),
      granted: new Map(),
      now: at(0),
    })
    const kept = person.ledger.claims.map(({ momentId }) => momentId)
    return { outcomes: decisions.map((one) => ('suppressed' in one ? one.suppressed : 'message')), kept }
  }
  const retryMs = 7 * hour * 1000
  expect(decidedWith(fullSince(at(0) - retryMs))).toEqual({ outcomes: ['ledger_full'], kept: ['a', 'b'] })
  expect(decidedWith(fullSince(at(0) - retryMs - 1))).toEqual({ outcomes: ['message'], kept: ['b', 'moment'] })
})

test('at its fullest a ledger still fits its item: hundreds of journeys that never stop, marketing and service alike', () => {
  const body = 'ä'.repeat(400)
  const journeys = Array.from({ length: 400 }, (_, i) =>
    aJourney({
      id: `journey-${i}-with-a-long-name-of-a-marketer`,
      step: { class: i % 2 ? 'service' : 'marketing', message: { kind: 'text', title: 'Title', body } },
      frequencyCaps: [
        { limit: 5, windowSeconds: 7 * 24 * hour, scope: 'journey' },
        { limit: 1000, windowSeconds: 7 * 24 * hour, scope: 'customer' },
      ],
    }),
  )
  const release = compileRelease(aReleaseContent({ journeys }))
  const all = release.candidates(aMoment())
  const rules = rulesOf(release)
  let ledger = aLedger()
  const full: string[] = []
  for (let i = 0; i < 1500; i++) {
    const moment = aMoment({ id: `moment-${i}`, occurredAt: at(i * 60), receivedAt: at(i * 60) })
    const { person, decisions } = decide({
      occasion: moment,
      device: { kind: 'phone', staff: false },
      person: aPerson({ ledger }),
      rules: { ...rules, release: { ...release, candidates: () => all.slice(i % 400, (i % 400) + 1) } },
      granted: new Map(),
      now: moment.receivedAt,
    })
    ledger = person.ledger
    full.push(...decisions.flatMap((one) => ('suppressed' in one ? one.suppressed : [])))
    expect(isFull(ledger)).toBe(false)
  }
  expect(full).toContain('ledger_full')
})

test('two ledgers of one person become one: sends and promises united, any refusal stands', () => {
  const second = aClaim({ at: at(30), message: aMessage({ id: 'message-2' }) })
  const known = aLedger({
    version: 7,
    sends: { '*': [at(20)], a: [at(20)] },
    claims: [aClaim()],
    mergedFrom: ['earlier'],
  })
  const other = aLedger({
    version: 3,
    doNotContact: true,
    sends: { '*': [at(10)], b: [at(10)] },
    claims: [aClaim(), second],
  })
  const merged = mergeLedgers(known, other, 'device:phone-2@3')
  expect(merged).toEqual({
    ...known,
    doNotContact: true,
    sends: { '*': [at(10), at(20)], a: [at(20)], b: [at(10)] },
    claims: [second, aClaim()],
    mergedFrom: ['earlier', 'device:phone-2@3'],
  })
  expect(mergeLedgers(merged, other, 'device:phone-2@3')).toBe(merged)
  expect(mergeLedgers(other, known, 'x').doNotContact).toBe(true)
  expect(mergeLedgers(aLedger(), aLedger({ erased: true }), 'x').erased).toBe(true)
})

test('a refusal stands whichever of the two ledgers has it, and where neither has one there is none', () => {
  const refusals = (a: Partial<Ledger>, b: Partial<Ledger>) => {
    const { doNotContact, erased } = mergeLedgers(aLedger(a), aLedger(b), 'x')
    return { doNotContact, erased }
  }
  expect(refusals({ erased: true }, { doNotContact: true })).toEqual({ doNotContact: true, erased: true })
  expect(refusals({ doNotContact: true }, { erased: true })).toEqual({ doNotContact: true, erased: true })
  expect(refusals({}, {})).toEqual({ doNotContact: false, erased: false })
})

test('sends and promises of two ledgers stand in the order of time', () => {
  const promise = (seconds: number) => aClaim({ at: at(seconds), message: aMessage({ id: `message-${seconds}` }) })
  const known = aLedger({ sends: { '*': [at(1), at(9)] }, claims: [promise(1), promise(9)] })
  const other = aLedger({ sends: { '*': [at(2), at(10)] }, claims: [promise(2), promise(10)] })
  expect(mergeLedgers(known, other, 'x')).toMatchObject({
    sends: { '*': [at(1), at(2), at(9), at(10)] },
    claims: [promise(1), promise(2), promise(9), promise(10)],
  })
})

test('of the promises of two ledgers each stands once, also where only some of them are the same', () => {
  const [first, second, third] = [1, 2, 3].map((i) => aClaim({ at: at(i), message: aMessage({ id: `message-${i}` }) }))
  const claims = (...list: (typeof first)[]) => aLedger({ claims: list.flatMap((one) => one ?? []) })
  expect(mergeLedgers(claims(first, second), claims(second, third), 'x')).toEqual({
    ...claims(first, second, third),
    mergedFrom: ['x'],
  })
})

test('nothing was promised, sent or merged in a ledger that is new', () => {
  expect(emptyLedger).toEqual({
    version: 0,
    consents: {},
    doNotContact: false,
    erased: false,
    sends: {},
    claims: [],
    mergedFrom: [],
  })
})

test('the stricter of two consents stands, and no word is no refusal', () => {
  const granted = { status: 'granted', since: at(0) } as const
  const briefly = { ...granted, until: at(100) }
  const longer = { ...granted, until: at(200) }
  const denied = { status: 'denied', since: at(1) } as const
  const revoked = { status: 'revoked', since: at(2) } as const
  const merged = (a: object, b: object) =>
    mergeLedgers(aLedger({ consents: { ...a } }), aLedger({ consents: { ...b } }), 'x').consents
  expect(merged({ ads: granted }, { ads: denied })).toEqual({ ads: denied })
  expect(merged({ ads: revoked }, { ads: granted })).toEqual({ ads: revoked })
  expect(merged({ ads: denied }, { ads: briefly })).toEqual({ ads: denied })
  expect(merged({ ads: briefly }, { ads: { ...denied, until: at(50) } })).toEqual({ ads: { ...denied, until: at(50) } })
  expect(merged({ ads: denied }, { ads: revoked })).toEqual({ ads: denied })
  expect(merged({ ads: longer }, { ads: briefly })).toEqual({ ads: briefly })
  expect(merged({ ads: briefly }, { ads: longer })).toEqual({ ads: briefly })
  expect(merged({ ads: granted }, { ads: briefly })).toEqual({ ads: briefly })
  expect(merged({ ads: granted }, { ads: granted })).toEqual({ ads: granted })
  expect(merged({}, { ads: granted, sms: denied })).toEqual({ ads: granted, sms: denied })
})

test('the last merges are remembered, and a merged ledger fits its item', () => {
  const long = (id: string, time: number) =>
    aClaim({ at: time, momentId: id, message: aMessage({ id, body: 'x'.repeat(3000) }) })
  const many = (name: string) => Array.from({ length: 4 }, (_, i) => long(`${name}${i}`, at(i)))
  const merged = mergeLedgers(aLedger({ claims: many('a') }), aLedger({ claims: many('b') }), 'x')
  expect([isFull(merged), merged.claims.map(({ momentId }) => momentId)]).toEqual([
    false,
    ['b1', 'a2', 'b2', 'a3', 'b3'],
  ])
  const names = Array.from({ length: 12 }, (_, i) => `device-${i}`)
  const all = names.reduce((ledger, name) => mergeLedgers(ledger, aLedger(), name), aLedger())
  expect(all.mergedFrom).toEqual(names.slice(-ledgerLimits.mergesRemembered))
})
