import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '#shared/domain/decide.ts'
import type { Journey, Step } from '#shared/domain/journey.ts'
import { hasConsent, isFull } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import type { Decision, Person } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aCustomer, aMoment, aReleaseContent, at } from '#test/support/builders.ts'
import { aDelay, aGate, aJourneyOf, aMessageStep, anExperiment, aWait } from '#test/support/journeys.ts'
import { aPerson, saved } from '#test/support/situation.ts'

const hour = 3600
const zones = ['shoes', 'watches'] as const

/** A wait, a gate or a draw between any two messages, so that a run sends one at a time. */
const between: fc.Arbitrary<(id: string) => Step> = fc.oneof(
  fc.integer({ min: 1, max: 6 * hour }).map((seconds) => (id: string) => aDelay(id, { seconds })),
  fc
    .constantFrom('purchase', 'return')
    .map((event) => (id: string) => aWait(id, { for: { event }, timeoutSeconds: hour })),
  fc.constant((id: string) => aWait(id, { for: { receipt: 'opened' }, timeoutSeconds: 600 })),
)

const stepsOf: fc.Arbitrary<readonly [Step, ...Step[]]> = fc
  .array(
    fc.tuple(between, fc.constantFrom<'marketing' | 'service'>('marketing', 'marketing', 'service'), fc.boolean()),
    { maxLength: 4 },
  )
  .map((parts) => [
    ...parts.flatMap(([wait, messageClass, isGated], i): Step[] => [
      ...(isGated ? [aGate(`gate-${i}`, { condition: { 'customer.tier': 'gold' }, otherwise: `wait-${i}` })] : []),
      aMessageStep(`message-${i}`, { class: messageClass, expiresInSeconds: 12 * hour }),
      wait(`wait-${i}`),
    ]),
  ])
  .chain((steps) => fc.nat(9).map((seed) => ({ steps, seed: String(seed) })))
  .map(({ steps, seed }) => [
    { ...anExperiment('draw', 'first', 'soon', 'last'), seed },
    aDelay('soon', { seconds: 30 }),
    aMessageStep('first'),
    aDelay('pause', { seconds: 60 }),
    ...steps,
    aMessageStep('last'),
  ])

const reentries = fc.constantFrom<NonNullable<Journey['entrance']['reentry']>>(
  { rule: 'once' },
  { rule: 'once_a_visit' },
  { rule: 'every', coolDownSeconds: 600, isConcurrent: false },
  { rule: 'every', coolDownSeconds: 0, isConcurrent: true },
)

const journeys: fc.Arbitrary<Journey[]> = fc
  .array(
    fc.record({
      steps: stepsOf,
      zoneId: fc.constantFrom(...zones),
      reentry: reentries,
      limit: fc.integer({ min: 1, max: 3 }),
      windowSeconds: fc.integer({ min: 600, max: 12 * hour }),
      fallback: fc.constantFrom<'drop' | 'defer'>('drop', 'defer'),
      scope: fc.constantFrom<'journey' | 'customer'>('journey', 'customer'),
      leaveOn: fc.option(fc.constantFrom<'zone' | 'venue'>('zone', 'venue'), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ steps, zoneId, reentry, leaveOn, ...cap }, i) =>
      aJourneyOf(steps, {
        id: `journey-${i}`,
        entrance: { moment: 'zone.enter', venueId: 'store', zoneId, usefulForSeconds: 600, reentry },
        frequencyCaps: [cap],
        ...(leaveOn && { leaveOn }),
      }),
    ),
  )

type Act = {
  kind: 'enter' | 'exit' | 'purchase' | 'return' | 'open' | 'revoke' | 'grant'
  gapSeconds: number
  zoneId: (typeof zones)[number]
}

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind']>(
      'enter',
      'enter',
      'enter',
      'exit',
      'purchase',
      'return',
      'open',
      'revoke',
      'grant',
    ),
    gapSeconds: fc.integer({ min: 1, max: 4 * hour }),
    zoneId: fc.constantFrom(...zones),
  }),
  { minLength: 1, maxLength: 25 },
)

const quiet = { start: '22:00', end: '07:00' }
const settings = { ...defaultSettings, quietHours: { windows: [quiet], fallback: 'defer' as const } }

type Claimed = { at: number; journeyId: string; message: Message; hadConsent: boolean }
type Told = { occasion: Occasion; decisions: readonly Decision[] }

/** Lets acts happen, each so many times, with every wake in between. */
const live = (release: Release, happening: readonly Act[], times: number) => {
  const rules = rulesOf(release)
  let person: Person = aPerson({ customer: aCustomer() })
  let now = at(0)
  const claimed: Claimed[] = []
  const told: Told[] = []
  const take = (occasion: Occasion) => {
    const decided = decide({
      occasion,
      device: { kind: 'phone', staff: false },
      person,
      rules,
      granted: new Map(),
      now: occasion.receivedAt,
    })
    claimed.push(
      ...decided.claims.map(({ journeyId, message }) => ({
        at: occasion.receivedAt,
        journeyId,
        message,
        hadConsent: hasConsent(person.ledger, 'marketing', occasion.receivedAt),
      })),
    )
    told.push({ occasion, decisions: decided.decisions })
    expect(isFull(decided.person.ledger)).toBe(false)
    person = saved(decided.person)
  }
  const whom = { customerId: 'ada' }
  const ring = () => {
    for (let wake = person.runs.wakeAt; wake !== undefined && wake <= now; wake = person.runs.wakeAt)
      for (let i = 0; i < times; i++)
        take({ kind: 'wake', id: `wake-${wake}`, ...whom, occurredAt: wake, receivedAt: wake })
  }
  happening.forEach(({ kind, gapSeconds, zoneId }, i) => {
    now += gapSeconds * 1000
    ring()
    const times1 = { occurredAt: now, receivedAt: now }
    if (kind === 'revoke' || kind === 'grant') {
      const status = kind === 'grant' ? 'granted' : 'revoked'
      person = { ...person, ledger: { ...person.ledger, consents: { marketing: { status, since: now } } } }
      return
    }
    const last = claimed.at(-1)?.message.id
    const occasion = (): Occasion | undefined => {
      if (kind === 'enter' || kind === 'exit')
        return aMoment({
          id: `moment-${i}`,
          kind: `zone.${kind}`,
          zoneId,
          visitId: `visit-${i >> 2}`,
          ...whom,
          ...times1,
        })
      if (kind !== 'open') return { kind: 'event', id: `event-${i}`, name: kind, data: {}, ...whom, ...times1 }
      if (last === undefined) return undefined
      return {
        kind: 'receipt',
        id: `receipt-${i}`,
        deviceId: 'phone-1',
        receipt: { messageId: last, event: 'opened', at: now },
        ...whom,
        ...times1,
      }
    }
    const one = occasion()
    if (one) for (let copy = 0; copy < times; copy++) take(one)
  })
  now += 48 * hour * 1000
  ring()
  return { claimed, told, person }
}

const worlds = fc.tuple(journeys, acts)
const releaseOf = (all: Journey[]) => compileRelease(aReleaseContent({ journeys: all, settings }))

/** The clock on the wall of the store, in Berlin. */
const hourOf = (time: number) =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit' }).format(time))

test('no marketing without consent, in quiet hours, or over a cap, however journeys and their waits entangle', () => {
  fc.assert(
    fc.property(worlds, ([all, happening]) => {
      const { claimed } = live(releaseOf(all), happening, 1)
      const marketing = claimed.filter(({ message }) => message.class === 'marketing')
      for (const { at: sentAt, hadConsent } of marketing) {
        expect(hadConsent).toBe(true)
        expect(hourOf(sentAt) >= 7 && hourOf(sentAt) < 22).toBe(true)
      }
      for (const { id, frequencyCaps } of all) {
        for (const { limit, windowSeconds, scope } of frequencyCaps) {
          for (const one of marketing.filter(({ journeyId }) => journeyId === id)) {
            const inWindow = marketing.filter(
              (other) =>
                (scope === 'customer' || other.journeyId === id) &&
                other.at <= one.at &&
                other.at > one.at - windowSeconds * 1000 &&
                marketing.indexOf(other) <= marketing.indexOf(one),
            )
            expect(inWindow.length).toBeLessThanOrEqual(limit)
          }
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('every occasion gives each of its candidates one decision, each moved run one, and marketing one message at most', () => {
  fc.assert(
    fc.property(worlds, ([all, happening]) => {
      const release = releaseOf(all)
      for (const { occasion, decisions } of live(release, happening, 1).told) {
        const candidates = release.candidates(occasion).map(({ journey }) => journey.id)
        const atTheDoor = decisions.filter(
          ({ runId, trace }) => runId === undefined || (trace[0]?.check === 'pause' && trace[1]?.check === 'staff'),
        )
        expect(atTheDoor.map(({ journeyId }) => journeyId).toSorted()).toEqual(candidates.toSorted())
        const moved = decisions.flatMap(({ runId }) => runId ?? [])
        expect(new Set(moved).size).toBe(moved.length)
        const sent = decisions.filter((one) => 'message' in one && one.message.class === 'marketing')
        expect(sent.length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 100 },
  )
})

test('whatever comes three times leaves the same person and sends the same messages as if it had come once', () => {
  fc.assert(
    fc.property(worlds, ([all, happening]) => {
      const release = releaseOf(all)
      const [once, thrice] = [live(release, happening, 1), live(release, happening, 3)]
      expect(thrice.claimed).toEqual(once.claimed)
      expect(thrice.person).toEqual(once.person)
    }),
    { numRuns: 100 },
  )
})
