import { describe, expect, test } from 'vitest'
import { decide } from '#shared/domain/decide.ts'
import { noPauses, type Pauses } from '#shared/domain/release.ts'
import { aClaim, aCustomer, aJourney, aLedger, aMessage, at } from '#test/support/builders.ts'
import { situation } from '#test/support/situation.ts'

const hour = 3600

describe('a reason ends its trace with what was seen', () => {
  const lastCheck = (own: Parameters<typeof situation>[0]) =>
    decide(situation(own))
      .decisions.find(({ journeyId }) => journeyId === 'shoe-care')
      ?.trace.at(-1)
  const failed = (check: string, saw: string) => ({ check, passed: false, saw })
  const pauses = (own: Partial<Pauses>) => ({ pauses: { ...noPauses, ...own } })
  const marketing = { status: 'revoked', since: at(0) } as const
  const twice = { limit: 2, windowSeconds: hour, scope: 'customer' } as const

  test.each<[string, Parameters<typeof situation>[0], ReturnType<typeof failed>]>([
    ['everything paused', pauses({ everything: true }), failed('pause', 'everything is paused')],
    ['its venue paused', pauses({ venues: ['store'] }), failed('pause', 'venue store is paused')],
    ['paused', pauses({ journeys: ['shoe-care'] }), failed('pause', 'journey shoe-care is paused')],
    ['staff', { device: { kind: 'phone', staff: true } }, failed('staff', 'a staff device')],
    ['a till', { device: { kind: 'till', staff: false } }, failed('staff', 'a till')],
    ['a fixture', { device: { kind: 'fixture', staff: true } }, failed('staff', 'a fixture')],
    ['stale', { now: at(60 + 121) }, failed('freshness', '121 s old, useful for 120 s')],
    [
      'not its audience',
      { journeys: [aJourney({ entrance: { audience: { 'customer.tier': 'gold' } } })] },
      failed('audience', 'customer.tier: nothing, wanted = "gold"'),
    ],
    ['erased', { ledger: aLedger({ erased: true }) }, failed('erasure', 'asked to be forgotten')],
    ['do not contact', { ledger: aLedger({ doNotContact: true }) }, failed('do not contact', 'set')],
    ['consent revoked', { ledger: aLedger({ consents: { marketing } }) }, failed('consent', 'marketing: revoked')],
    [
      'cap reached',
      { journeys: [aJourney({ frequencyCaps: [twice] })], ledger: aLedger({ sends: { '*': [at(1), at(2)] } }) },
      failed('frequency cap', '2 of 2 in 3600 s, by customer'),
    ],
    ['no phone', { device: { kind: 'tag', staff: false } }, failed('device', 'no phone to send to')],
    [
      'outranked',
      { journeys: [aJourney(), aJourney({ id: 'better', priority: 99 })] },
      failed('arbitration', 'better goes first: priority 99 over 50'),
    ],
    [
      'decided before',
      {
        journeys: [aJourney({ step: { class: 'service' } })],
        ledger: aLedger({ claims: [aClaim({ journeyId: 'x' })] }),
      },
      failed('claim', 'the moment was decided before'),
    ],
    [
      'no room',
      {
        ledger: aLedger({ claims: [aClaim({ momentId: 'earlier', message: aMessage({ body: 'x'.repeat(10_000) }) })] }),
      },
      failed('ledger', 'no room for one more promise'),
    ],
  ])('%s', (_, own, check) => {
    expect(lastCheck(own)).toEqual(check)
  })

  test('an audience that holds, and a customer who works here, are seen as such', () => {
    const journeys = [aJourney({ entrance: { audience: { 'customer.id': 'ada', 'customer.known': true } } })]
    const { trace } = decide(situation({ journeys, customer: aCustomer() })).decisions[0] ?? { trace: [] }
    expect(trace.filter(({ check }) => check === 'audience')).toEqual([
      { check: 'audience', passed: true, saw: 'holds' },
    ])
  })
})
