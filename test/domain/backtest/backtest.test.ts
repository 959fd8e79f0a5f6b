import { expect, test } from 'vitest'
import { atHand } from '#shared/domain/backtest/actors.ts'
import { type BacktestReport, createBacktest, type Recorded } from '#shared/domain/backtest/backtest.ts'
import { castOf } from '#shared/domain/backtest/cast.ts'
import type { MessageStep } from '#shared/domain/journey.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { aJourney, at } from '#test/support/builders.ts'
import { consenting, entersShoes, rulesFor, withSteps } from './a-mall.ts'

const everybody = castOf(() => consenting, [])
const offer: MessageStep = aJourney().steps[0]
const day = 24 * 60 * 60

const play = (
  recorded: readonly Recorded[],
  draft: Partial<ReleaseContent>,
  { live, graceSeconds = day }: { live?: Partial<ReleaseContent>; graceSeconds?: number } = {},
): BacktestReport => {
  const rules = { draft: rulesFor(draft), ...(live && { live: rulesFor(live) }) }
  const backtest = createBacktest({ ...rules, cast: everybody, graceSeconds })
  for (const one of recorded) backtest.take(one)
  return backtest.finish()
}

test('reach, sends, caps and what a shopper gets are counted', () => {
  const recorded = [
    ...[0, 60, 120].map((seconds) => entersShoes('ada', seconds)),
    entersShoes('bob', 200),
    entersShoes('cleo', 300, { zoneId: 'watches' }),
  ]
  expect(play(recorded, {})).toEqual({
    occasions: 5,
    from: at(0),
    until: at(300),
    receipts: { kept: 0, dropped: 0 },
    draft: {
      shoppers: 3,
      reach: 2,
      sent: 2,
      messagesPerShopper: { p50: 1, p95: 1, max: 1 },
      openRuns: 0,
      withdrawn: 0,
      updates: 0,
      journeys: [
        {
          journeyId: 'shoe-care',
          decisions: 4,
          entered: 2,
          sent: 2,
          reach: 2,
          heldOut: 0,
          capsHit: 2,
          suppressed: { frequency_cap: 2 },
          deferred: {},
          left: {},
          tasks: 0,
        },
      ],
      experiments: [],
    },
  })
})

test('timers are made anew on a clock that goes on behind the recording', () => {
  const journeys = [withSteps([{ id: 'later', kind: 'delay', seconds: 3600 }, offer])]
  const recorded = [entersShoes('ada', 0)]
  expect(play(recorded, { journeys }).draft).toMatchObject({ sent: 1, openRuns: 0 })
  expect(play(recorded, { journeys }, { graceSeconds: 3599 }).draft).toMatchObject({ sent: 0, openRuns: 1 })
})

test('a wait ends by what was recorded later, or by its time', () => {
  const wait = {
    id: 'wait',
    kind: 'waitFor',
    for: { moment: 'venue.exit' },
    timeoutSeconds: 600,
    next: 'exit',
    onTimeout: 'offer',
  } as const
  const journeys = [withSteps([wait, offer])]
  const leaves = (customerId: string, seconds: number) => {
    const { happening } = entersShoes(customerId, seconds) as Extract<Recorded, { happening: unknown }>
    const { zoneId: _, ...occasion } = { zoneId: '', ...happening.occasion }
    return { happening: { ...happening, occasion: { ...occasion, kind: 'venue.exit' } } } as Recorded
  }
  const recorded = [entersShoes('ada', 0), entersShoes('bob', 0), leaves('ada', 500), leaves('bob', 700)]
  expect(play(recorded, { journeys }).draft.journeys[0]).toMatchObject({ entered: 2, sent: 1, left: { done: 1 } })
})

test('stock runs out, and so does what one person may have', () => {
  const limited = { id: 'care', name: 'Care', venueId: 'store', codeValidSeconds: 600, stock: 2, perCustomer: 1 }
  const journeys = [aJourney({ frequencyCaps: [] })]
  const recorded = ['ada', 'ada', 'bob', 'cleo'].map((whom, i) => entersShoes(whom, i * 60))
  expect(play(recorded, { journeys, offers: [limited] }).draft.journeys[0]).toMatchObject({
    sent: 2,
    suppressed: { offer_limit: 1, out_of_stock: 1 },
  })
})

test('a ceiling lets so many go out a minute', () => {
  const settings = {
    frequencyCaps: [],
    holdoutPercent: 0,
    sendsPerMinute: 2,
    localeFallbacks: ['en'],
    seeds: [],
    venues: {},
  }
  const recorded = ['ada', 'bob', 'cleo', 'dan'].map((whom) => entersShoes(whom, 0))
  const { sent, journeys } = play(recorded, { settings }, { graceSeconds: 0 }).draft
  expect([sent, journeys[0]?.deferred]).toEqual([2, { rate_ceiling: 2 }])
})

test('a draft stands beside another release, journey by journey', () => {
  const recorded = [0, 60].map((seconds) => entersShoes('ada', seconds))
  const { draft, live } = play(recorded, { journeys: [aJourney({ frequencyCaps: [] })] }, { live: {} })
  expect([draft.sent, live?.sent]).toEqual([2, 1])
})

test('a receipt counts where the draft sends that message too, and is dropped where it does not', () => {
  const opened = (occasionId: string): Recorded => ({
    by: { journeyId: 'shoe-care', occasionId, nth: 0 },
    receipt: {
      id: `opened-${occasionId}`,
      kind: 'receipt',
      customerId: 'ada',
      deviceId: 'phone-ada',
      receipt: { messageId: 'as-it-was-called-then', event: 'opened', at: at(90) },
      occurredAt: at(90),
      receivedAt: at(90),
    },
  })
  const wait = { id: 'wait', kind: 'waitFor', for: { receipt: 'opened' }, timeoutSeconds: 600 } as const
  const journeys = [
    withSteps([offer, wait, { id: 'tell', kind: 'task', title: 'She looked', to: [], expiresInSeconds: 60 }]),
  ]
  const { receipts, draft } = play([entersShoes('ada', 0), opened('ada-0'), opened('ada-30')], { journeys })
  expect(receipts).toEqual({ kept: 1, dropped: 1 })
  expect(draft.journeys[0]).toMatchObject({ sent: 1, tasks: 1 })
})

test('whoever was put away as text goes on where she was', () => {
  const crowd = Array.from({ length: atHand + 10 }, (_, i) => `shopper-${i}`)
  const recorded = [
    ...crowd.map((whom, i) => entersShoes(whom, i / 1000)),
    ...crowd.slice(0, 10).map((whom, i) => entersShoes(whom, 100 + i)),
  ]
  expect(play(recorded, {}).draft.journeys[0]).toMatchObject({ sent: crowd.length, suppressed: { frequency_cap: 10 } })
})
