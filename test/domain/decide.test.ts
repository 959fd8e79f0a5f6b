import { describe, expect, test } from 'vitest'
import { decide } from '#shared/domain/decide.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { noPauses, type Pauses } from '#shared/domain/release.ts'
import type { Situation } from '#shared/domain/situation.ts'
import { aClaim, aCustomer, aJourney, aLedger, aMessage, aMoment, at } from '#test/support/builders.ts'
import { outcome, outcomes, situation } from '#test/support/situation.ts'

const hour = 3600

const told = (of: Situation) => {
  const { decisions, claims } = decide(of)
  return { decisions, claims }
}

test('a moment that everything speaks for becomes one message and one promise', () => {
  const message = aMessage({ id: derivedId('device:phone-1', 'shoe-care', 'offer', 'moment-1') })
  expect(told(situation())).toEqual({
    decisions: [
      {
        journeyId: 'shoe-care',
        message,
        trace: [
          { check: 'pause', passed: true, saw: 'nothing paused' },
          { check: 'staff', passed: true, saw: 'a shopper' },
          { check: 'freshness', passed: true, saw: '0 s old, useful for 120 s' },
          { check: 'erasure', passed: true, saw: 'none' },
          { check: 'do not contact', passed: true, saw: 'not set' },
          { check: 'consent', passed: true, saw: 'marketing: granted' },
          { check: 'frequency cap', passed: true, saw: '0 of 1 in 86400 s, by journey' },
          { check: 'device', passed: true, saw: 'phone-1' },
          { check: 'arbitration', passed: true, saw: 'first' },
        ],
      },
    ],
    claims: [aClaim({ message })],
  })
})

test('an identified customer is spoken to in her language, under an id of her own ledger', () => {
  const moment = aMoment({ customerId: 'ada' })
  const message = { ...aJourney().steps[0].message, locales: { de: { title: 'Schuhpflege', body: aMessage().body } } }
  const { claims } = decide(situation({ moment, customer: aCustomer(), journeys: [aJourney({ step: { message } })] }))
  const id = derivedId('customer:ada', 'shoe-care', 'offer', 'moment-1')
  expect(claims.map(({ message }) => message)).toEqual([aMessage({ id, title: 'Schuhpflege', locale: 'de' })])
})

test('a reason names the check that failed and what it saw', () => {
  expect(told(situation({ ledger: aLedger({ consents: {} }) }))).toEqual({
    decisions: [
      {
        journeyId: 'shoe-care',
        suppressed: 'no_consent',
        trace: [
          { check: 'pause', passed: true, saw: 'nothing paused' },
          { check: 'staff', passed: true, saw: 'a shopper' },
          { check: 'freshness', passed: true, saw: '0 s old, useful for 120 s' },
          { check: 'erasure', passed: true, saw: 'none' },
          { check: 'do not contact', passed: true, saw: 'not set' },
          { check: 'consent', passed: false, saw: 'marketing: never asked' },
        ],
      },
    ],
    claims: [],
  })
})

describe('reasons', () => {
  const pauses = (own: Partial<Pauses>) => ({ pauses: { ...noPauses, ...own } })

  test('paused: everything, a venue, a journey, or the journey by itself', () => {
    expect(outcome(pauses({ everything: true }))).toBe('paused')
    expect(outcome(pauses({ venues: ['store'] }))).toBe('paused')
    expect(outcome(pauses({ journeys: ['shoe-care'] }))).toBe('paused')
    expect(outcome({ journeys: [aJourney({ paused: true })] })).toBe('paused')
    expect(outcome(pauses({ venues: ['station'], journeys: ['another'] }))).toBe('sent')
  })

  test('staff: a staff device, or a customer who works here', () => {
    expect(outcome({ device: { kind: 'phone', staff: true } })).toBe('staff')
    expect(outcome({ customer: aCustomer({ staff: true }) })).toBe('staff')
    expect(outcome({ customer: aCustomer() })).toBe('sent')
  })

  test('stale: a millisecond older than useful', () => {
    expect(outcome({ now: at(60 + 120) })).toBe('sent')
    expect(outcome({ now: at(60 + 120) + 1 })).toBe('stale')
  })

  test('audience: for whom the journey is not', () => {
    const journeys = [aJourney({ entrance: { audience: { 'customer.tier': 'gold' } } })]
    expect(outcome({ journeys, customer: aCustomer() })).toBe('sent')
    expect(outcome({ journeys, customer: aCustomer({ traits: { tier: 'silver' } }) })).toBe('audience')
    expect(outcome({ journeys })).toBe('audience')
  })

  test('audience: can ask whether she is known, about the moment and the device', () => {
    const asks = (audience: object) => outcome({ journeys: [aJourney({ entrance: { audience: { ...audience } } })] })
    expect(asks({ 'customer.known': false, 'moment.zoneId': 'shoes', 'device.kind': 'phone' })).toBe('sent')
    expect(asks({ 'moment.kind': 'zone.exit' })).toBe('audience')
  })

  test('erased and do not contact', () => {
    expect(outcome({ ledger: aLedger({ erased: true }) })).toBe('erased')
    expect(outcome({ ledger: aLedger({ doNotContact: true }) })).toBe('do_not_contact')
  })

  test('no consent: for any of its purposes, denied, revoked, or run out this very millisecond', () => {
    const journeys = [aJourney({ consent: ['marketing', 'research'] })]
    const marketing = { status: 'granted', since: at(0) } as const
    const until = (time: number) =>
      outcome({ ledger: aLedger({ consents: { marketing: { ...marketing, until: time } } }) })
    expect(outcome({ journeys })).toBe('no_consent')
    expect(outcome({ journeys, ledger: aLedger({ consents: { marketing, research: marketing } }) })).toBe('sent')
    expect(outcome({ ledger: aLedger({ consents: { marketing: { status: 'denied', since: at(0) } } }) })).toBe(
      'no_consent',
    )
    expect(outcome({ ledger: aLedger({ consents: { marketing: { status: 'revoked', since: at(0) } } }) })).toBe(
      'no_consent',
    )
    expect([until(at(60)), until(at(60) + 1)]).toEqual(['no_consent', 'sent'])
  })

  test('frequency cap: of the journey and of the customer, until the edge of the window', () => {
    const cap = (scope: 'journey' | 'customer', limit = 1) => [
      aJourney({ frequencyCaps: [{ limit, windowSeconds: hour, scope }] }),
    ]
    const sent = (key: string, ...times: number[]) => ({ ledger: aLedger({ sends: { [key]: times } }) })
    const edge = at(60 - hour)
    expect(outcome({ journeys: cap('journey'), ...sent('shoe-care', edge) })).toBe('sent')
    expect(outcome({ journeys: cap('journey'), ...sent('shoe-care', edge + 1) })).toBe('frequency_cap')
    expect(outcome({ journeys: cap('journey'), ...sent('*', edge + 1) })).toBe('sent')
    expect(outcome({ journeys: cap('customer'), ...sent('*', edge + 1) })).toBe('frequency_cap')
    expect(outcome({ journeys: cap('journey', 2), ...sent('shoe-care', at(1)) })).toBe('sent')
    expect(outcome({ journeys: cap('journey', 2), ...sent('shoe-care', at(1), at(2)) })).toBe('frequency_cap')
  })

  test('no device: a tag whose owner has no phone', () => {
    const device = { kind: 'tag', staff: false } as const
    expect(outcome({ device })).toBe('no_device')
    expect(outcome({ device, customer: aCustomer({ deviceIds: [] }) })).toBe('no_device')
    const { claims } = decide(situation({ device, customer: aCustomer({ deviceIds: ['phone-2', 'phone-3'] }) }))
    expect(claims.map(({ deviceId }) => deviceId)).toEqual(['phone-2'])
  })

  test('ledger full: marketing finds no room for one more promise, service takes what is left free', () => {
    const ledger = aLedger({ claims: Array.from({ length: 33 }, (_, i) => aClaim({ momentId: `earlier-${i}` })) })
    const long = { message: { kind: 'text', title: 'Long', body: 'x'.repeat(400) } } as const
    expect(outcome({ ledger, journeys: [aJourney({ step: long })] })).toBe('ledger_full')
    expect(outcome({ ledger, journeys: [aJourney({ step: { class: 'service', ...long } })] })).toBe('sent')
  })
})

test('an audience can ask for all that there is to know of a dwell', () => {
  const audience = { 'moment.venueId': 'store', 'moment.kind': 'zone.dwell', 'moment.dwellSeconds': { $gte: 30 } }
  const journeys = [aJourney({ entrance: { moment: 'zone.dwell', audience } })]
  expect(outcome({ journeys, moment: aMoment({ kind: 'zone.dwell', dwellSeconds: 30 }) })).toBe('sent')
  expect(outcome({ journeys, moment: aMoment({ kind: 'zone.dwell', dwellSeconds: 29 }) })).toBe('audience')
})

describe('a message', () => {
  const sent = (own: Parameters<typeof situation>[0]) => decide(situation(own)).claims.map(({ message }) => message)[0]

  test('without an offer has none, and says all else that its step says', () => {
    const message = { kind: 'text', title: 'Hello', body: 'World', link: 'https://example.org', image: 'i' } as const
    const { offer: _, ...plain } = aMessage()
    expect(sent({ journeys: [aJourney({ step: { message, expiresInSeconds: 60 } })] })).toEqual({
      ...plain,
      ...message,
      id: derivedId('device:phone-1', 'shoe-care', 'offer', 'moment-1'),
      expiresAt: at(60 + 60),
    })
  })

  test('is in English where no language is known', () => {
    expect(sent({ customer: aCustomer({ traits: { language: ['de'] } }) })?.locale).toBe('en')
    expect(sent({ customer: aCustomer({ traits: {} }) })?.locale).toBe('en')
  })

  test('goes to the phone that was there, and for a cart to the first one of its customer', () => {
    const customer = aCustomer({ deviceIds: ['phone-2'] })
    const to = (kind: 'phone' | 'cart') =>
      decide(situation({ customer, device: { kind, staff: false } })).claims.map(({ deviceId }) => deviceId)
    expect([to('phone'), to('cart')]).toEqual([['phone-1'], ['phone-2']])
  })
})

test('of two messages of one moment the second finds no room that the first has taken', () => {
  const long = { kind: 'text', title: 'Long', body: 'x'.repeat(400) } as const
  const journeys = ['a', 'b'].map((id) => aJourney({ id, step: { class: 'service', message: long } }))
  const earlier = aClaim({ momentId: 'earlier', message: aMessage({ body: 'x'.repeat(12_000) }) })
  expect(outcomes({ journeys, ledger: aLedger({ claims: [earlier] }) })).toEqual({ a: 'sent', b: 'ledger_full' })
})

describe('arbitration', () => {
  const two = (a: Partial<Journey>, b: Partial<Journey>) =>
    outcomes({ journeys: [aJourney({ id: 'a', ...a }), aJourney({ id: 'b', ...b })] })

  test('the highest priority wins, then the oldest journey, then the first by id', () => {
    expect(two({ priority: 50 }, { priority: 51 })).toEqual({ a: 'outranked', b: 'sent' })
    expect(two({ createdAt: at(2) }, { createdAt: at(1) })).toEqual({ a: 'outranked', b: 'sent' })
    expect(two({}, {})).toEqual({ a: 'sent', b: 'outranked' })
    expect(outcomes({ journeys: [aJourney({ id: 'b' }), aJourney({ id: 'a' })] })).toEqual({
      a: 'sent',
      b: 'outranked',
    })
  })

  test('a suppressed journey outranks nobody', () => {
    expect(two({ priority: 99, paused: true }, {})).toEqual({ a: 'paused', b: 'sent' })
  })

  test('service and requested messages outrank nobody and are not outranked', () => {
    const journeys = [
      aJourney({ id: 'offer' }),
      aJourney({ id: 'safety', priority: 1, step: { class: 'service' } }),
      aJourney({ id: 'route', priority: 99, step: { class: 'requested' } }),
    ]
    expect(outcomes({ journeys })).toEqual({ offer: 'sent', safety: 'sent', route: 'sent' })
  })
})

test('service and requested messages pass consent and caps, but no pause, and no wish to be forgotten', () => {
  for (const step of [{ class: 'service' }, { class: 'requested' }] as const) {
    const journeys = [aJourney({ step })]
    const strict = { consents: {}, doNotContact: true, sends: { 'shoe-care': [at(59)], '*': [at(59)] } }
    expect(outcome({ journeys, ledger: aLedger(strict) })).toBe('sent')
    expect(outcome({ journeys, ledger: aLedger({ erased: true }) })).toBe('erased')
    expect(outcome({ journeys, pauses: { ...noPauses, everything: true } })).toBe('paused')
  }
})

describe('a promise that was made before', () => {
  const earlier = aClaim({ at: at(61), message: aMessage({ id: 'as it was', title: 'Old title' }) })
  const ledger = aLedger({ consents: {}, claims: [earlier] })

  test('lets no other journey promise something for the same moment, whatever a later release brings', () => {
    const journeys = [aJourney(), aJourney({ id: 'help', step: { class: 'service' } }), aJourney({ id: 'other' })]
    expect(outcomes({ journeys, ledger: aLedger({ claims: [earlier] }) })).toEqual({
      'shoe-care': 'sent',
      help: 'duplicate',
      other: 'outranked',
    })
  })

  test('is the decision again, whatever has changed since', () => {
    const again = situation({ ledger, pauses: { ...noPauses, everything: true }, now: at(9999) })
    expect(told(again)).toEqual({
      decisions: [
        {
          journeyId: 'shoe-care',
          message: earlier.message,
          trace: [{ check: 'claim', passed: true, saw: 'as it was was promised before' }],
        },
      ],
      claims: [],
    })
  })

  test('outranks all other marketing of its moment, also if its journey is gone', () => {
    const consents = aLedger().consents
    const journeys = [aJourney({ id: 'better', priority: 99 })]
    expect(outcomes({ ledger: { ...ledger, consents }, journeys })).toEqual({
      'shoe-care': 'sent',
      better: 'outranked',
    })
    expect(outcomes({ ledger: { ...ledger, consents }, journeys, moment: aMoment({ id: 'moment-2' }) })).toEqual({
      better: 'sent',
    })
  })

  test('of another class outranks nobody, and yet nothing is promised after it', () => {
    const service = aClaim({ journeyId: 'gone', message: aMessage({ class: 'service' }) })
    expect(outcomes({ ledger: aLedger({ claims: [service] }) })).toEqual({ gone: 'sent', 'shoe-care': 'duplicate' })
  })
})
