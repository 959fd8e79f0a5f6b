import { describe, expect, test } from 'vitest'
import type { Journey } from '#shared/domain/journey.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { aJourney, aLedger, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { aDelay, aJourneyOf, aMessageStep, aWait } from '#test/support/journeys.ts'
import {
  aRecord,
  aReport,
  enrolled,
  entries,
  identified,
  knowAda,
  ledgerOf,
  openStore,
  watchedPorts,
} from './support.ts'

const hour = 3600
const offers = [{ id: 'care', name: 'Shoe care', venueId: 'store', stock: 1, codeValidSeconds: hour }]

/** An offer, a word to the staff, and a reminder after ten minutes unless she buys. */
const nudge = aJourneyOf(
  [
    aMessageStep('offer', {
      message: { kind: 'offer', title: 'Care', body: 'Code {{ offer.code }}', offerId: 'care' },
    }),
    { id: 'tell', kind: 'task', title: 'In {{ zone.id }}', to: ['olga'], expiresInSeconds: 600 },
    { id: 'mark', kind: 'update', trait: 'nudged', value: true },
    aWait('bought?', { timeoutSeconds: 600, next: 'exit', onTimeout: 'remind' }),
    aMessageStep('remind', { message: { kind: 'text', title: 'Still here?', body: 'It waits for you.' } }),
  ],
  { id: 'nudge', frequencyCaps: [] },
)

const open = async (journeys: Journey[] = [nudge]) => {
  const store = await openStore({ phones: ['phone-1', 'phone-9'], release: { journeys, offers } })
  const { memory, engage } = store
  await knowAda(memory)
  await memory.people.saveCustomer({ id: 'olga', traits: {}, staff: true })
  await memory.people.bindPhone('olga', 'phone-9')
  await memory.people.bindPhone('ada', 'phone-1')
  await engage([identified('phone-1', 'ada', 1)])
  store.calls.length = 0
  return store
}

const runsOf = async (memory: Awaited<ReturnType<typeof open>>['memory'], ledgerId = 'customer:ada') =>
  (await memory.people.find({ customerIds: [], ledgerIds: [ledgerId] })).runs.get(ledgerId)

const rangFor = (mailbox: string, dueAt: number, seconds: number) =>
  aRecord(mailbox, { v: 1, kind: 'timer', mailbox, dueAt, receivedAt: at(seconds) }, seconds)

const bought = (seconds: number, id = `purchase-${seconds}`) =>
  aRecord(
    'customer:ada',
    {
      v: 1,
      kind: 'event',
      id,
      customerId: 'ada',
      name: 'purchase',
      data: { amount: 9 },
      occurredAt: at(seconds),
      receivedAt: at(seconds),
    },
    seconds,
  )

const titles = (memory: Awaited<ReturnType<typeof open>>['memory']) =>
  memory.published.map(({ deviceId, message }) => [deviceId, message.title])

describe('a run', () => {
  test('sends, tells the staff, marks her, waits by a timer of her own mailbox, and reminds', async () => {
    const { engage, memory } = await open()
    expect(await engage([aReport('phone-1', 60)])).toEqual([])
    const [offer] = memory.published.filter(({ deviceId }) => deviceId === 'phone-1')
    expect(offer?.message.body).toBe(`Code ${offer?.message.offer?.code}`)
    expect(titles(memory)).toEqual([
      ['phone-9', 'In shoes'],
      ['phone-1', 'Care'],
    ])
    expect((await memory.directory.find('ada'))?.customer.traits).toEqual({ tier: 'gold', nudged: true })
    const due = await memory.timers.due(at(0), at(hour))
    expect(due.filter(({ mailbox }) => mailbox === 'customer:ada')).toEqual([
      { mailbox: 'customer:ada', dueAt: at(660), far: false },
    ])

    expect(await engage([rangFor('customer:ada', at(660), 661)])).toEqual([])
    expect(titles(memory).slice(2)).toEqual([['phone-1', 'Still here?']])
    expect((await runsOf(memory))?.open).toEqual([])
    expect(await memory.timers.due(at(600), at(700))).not.toContainEqual(
      expect.objectContaining({ mailbox: 'customer:ada' }),
    )
  })

  test('ends when she buys, and its timer finds nothing to do', async () => {
    const { engage, memory } = await open()
    await engage([aReport('phone-1', 60)])
    await engage([bought(100), bought(100)])
    await engage([rangFor('customer:ada', at(660), 661)])
    expect(titles(memory)).toEqual([
      ['phone-9', 'In shoes'],
      ['phone-1', 'Care'],
    ])
    expect(entries(memory, 'decision').flatMap(({ left }) => left ?? [])).toEqual(['done'])
  })

  test('of a device that nobody knew goes over to its customer, and on by her timer', async () => {
    const { engage, memory } = await open([
      aJourneyOf([aDelay('ten minutes', { seconds: 600 }), aMessageStep('hello')], { frequencyCaps: [] }),
    ])
    await memory.people.saveLedger('device:phone-2', aLedger())
    await engage([enrolled('phone-2'), aReport('phone-2', 60), identified('phone-2', 'ada', 70)])
    await engage([identified('phone-2', 'ada', 80)])
    expect((await runsOf(memory))?.open.map(({ journeyId, until }) => [journeyId, until])).toEqual([['story', at(660)]])
    const due = await memory.timers.due(at(600), at(700))
    expect(due.map(({ mailbox }) => mailbox)).toContain('customer:ada')
    await memory.people.bindPhone('ada', 'phone-2')
    await engage([rangFor('visitor:phone-2', at(660), 660), rangFor('customer:ada', at(660), 661)])
    expect(titles(memory)).toEqual([['phone-2', 'Shoe care']])
  })

  test('keeps to its release while others are published', async () => {
    const { engage, memory } = await open()
    await engage([aReport('phone-1', 60)])
    const other = {
      ...nudge,
      steps: [aMessageStep('remind', { message: { kind: 'text', title: 'Other', body: 'Words' } })],
    } as const
    await memory.releases.publish(aReleaseContent({ version: 'release-2', journeys: [other] }), 'release-1', aNote())
    await engage([rangFor('customer:ada', at(660), 661)])
    expect(titles(memory).at(-1)).toEqual(['phone-1', 'Still here?'])
  })
})

test('the one offer goes to one of two, and the other is told why not', async () => {
  const { engage, memory } = await open([aJourney({ frequencyCaps: [] })])
  await memory.people.saveLedger('device:phone-2', aLedger())
  await engage([enrolled('phone-2')])
  await engage([aReport('phone-1', 60), aReport('phone-2', 60)])
  expect(
    entries(memory, 'decision')
      .map(({ suppressed }) => suppressed)
      .sort(),
  ).toEqual(['out_of_stock', undefined])
  expect(memory.published).toHaveLength(1)
})

test('every decision is explained, by person, occasion and release', async () => {
  const { engage, memory } = await open()
  await engage([aReport('phone-1', 60)])
  expect(
    memory.explained.map(({ ledgerId, occasion, release, decisions }) => [
      ledgerId,
      occasion.kind,
      release,
      decisions.length,
    ]),
  ).toContainEqual(['customer:ada', 'zone.enter', 'release-1', 1])
})

describe('cut short at any call, and handed in again', () => {
  const first = () => [aReport('phone-1', 60)]
  const then = () => [rangFor('customer:ada', at(660), 661)]

  test.each(['undone', 'done'] as const)('a run loses no step and doubles none (the last call was %s)', async (its) => {
    for (const cut of ['first', 'then'] as const) {
      let finished = false
      for (let atCall = 1; !finished; atCall++) {
        const { memory } = await open()
        const feed = async (records: ReturnType<typeof first>, isCut: boolean) => {
          if (isCut) {
            const { ports, die } = watchedPorts(memory)
            die({ atCall, its })
            const ended = await engageVisitors(ports)(records).catch((error: Error) => error)
            finished = !(ended instanceof Error) && ended.length === 0
          }
          expect(await engageVisitors(watchedPorts(memory).ports)(records)).toEqual([])
        }
        await feed(first(), cut === 'first')
        await feed(then(), cut === 'then')
        const shown = new Map(memory.published.map(({ deviceId, message }) => [message.id, [deviceId, message.title]]))
        expect([...shown.values()].sort()).toEqual([
          ['phone-1', 'Care'],
          ['phone-1', 'Still here?'],
          ['phone-9', 'In shoes'],
        ])
        expect([...memory.raised.keys()]).toHaveLength(1)
        expect((await memory.directory.find('ada'))?.customer.traits.nudged).toBe(true)
        expect((await runsOf(memory))?.open).toEqual([])
        const claims = (await ledgerOf(memory, 'customer:ada'))?.claims ?? []
        expect(new Set(claims.map(({ message }) => message.id)).size).toBe(2)
        expect(claims).toHaveLength(2)
      }
    }
  })
})

test('however many offers are asked for at once, the batch comes to an end, and all that is left are refused', async () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    aJourney({
      id: `journey-${i}`,
      frequencyCaps: [],
      step: { message: { kind: 'offer', title: 'Care', body: 'x', offerId: 'gone' } },
    }),
  )
  const gone = { id: 'gone', name: 'Gone', venueId: 'store', stock: 0, codeValidSeconds: hour }
  const { engage, memory } = await openStore({ release: { journeys: many, offers: [gone] } })
  expect(await engage([aReport('phone-1', 60)])).toEqual([])
  expect(new Set(entries(memory, 'decision').map(({ suppressed }) => suppressed))).toEqual(new Set(['out_of_stock']))
  expect(memory.published).toEqual([])
})
