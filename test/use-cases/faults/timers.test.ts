import { describe, expect, test } from 'vitest'
import { sweepTimers } from '#shared/use-cases/sweep-timers.ts'
import { wakeMailboxes } from '#shared/use-cases/wake-mailboxes.ts'
import { at } from '#test/support/builders.ts'
import { aRecord, aReport, entries, openStore, outcomes, presenceOf } from '../support.ts'

const mailbox = 'device:phone-1'

/** The phone has been seen in Shoes, and its exit timer is armed. */
const inShoes = async () => {
  const { engage, memory } = await openStore()
  await engage([aReport('phone-1', 60)])
  const dueOf = async () => (await presenceOf(memory, mailbox))?.timerAt ?? 0
  const wake = wakeMailboxes(memory)
  /** The queue brings a timer so many seconds after it is due; returns what the stream then holds of it. */
  const ring = async (dueAt: number, lateSeconds: number) => {
    const before = memory.streamed.length
    const now = dueAt + lateSeconds * 1000
    await wake([{ mailbox, dueAt }], now)
    return memory.streamed
      .slice(before)
      .map(({ key, body }) => aRecord(key, body, (Math.max(now, dueAt) - at(0)) / 1000))
  }
  const kinds = () => entries(memory, 'moment').map(({ moment }) => `${moment.kind} ${moment.zoneId ?? ''}`.trim())
  return { engage, memory, dueOf, ring, kinds }
}

const entered = ['venue.enter', 'zone.enter fashion', 'zone.enter shoes']
const left = ['zone.exit shoes', 'zone.exit fashion', 'venue.exit']

/** Rings the timers on time until no more is armed. */
const ringOut = async ({ engage, dueOf, ring }: Awaited<ReturnType<typeof inShoes>>, lateSeconds = 0) => {
  for (let dueAt = await dueOf(); dueAt !== 0; dueAt = await dueOf()) await engage(await ring(dueAt, lateSeconds))
}

describe('an exit timer', () => {
  test.each([
    ['on time', 0],
    ['half a second early', -0.5],
    ['five minutes late', 300],
  ])('that comes %s ends the visit when silence ended it', async (_, lateSeconds) => {
    const visit = await inShoes()
    await ringOut(visit, lateSeconds)
    expect(visit.kinds().filter((kind) => !kind.startsWith('zone.dwell'))).toEqual([...entered, ...left])
    const exits = entries(visit.memory, 'moment').filter(({ moment }) => moment.kind === 'venue.exit')
    expect(exits.map(({ moment }) => moment.occurredAt)).toEqual([at(120)])
    expect(await visit.memory.timers.due(0, at(7200))).toEqual([])
  })

  test('that comes a minute early waits on in the queue', async () => {
    const { memory, dueOf, ring } = await inShoes()
    const dueAt = await dueOf()
    expect(await ring(dueAt, -60)).toEqual([])
    expect(memory.started.at(-1)).toEqual({ mailbox, dueAt, delaySeconds: 60 })
  })

  test('that comes twice, in one batch and in two, does its work once', async () => {
    for (const together of [true, false]) {
      const { engage, memory, dueOf, ring } = await inShoes()
      const dueAt = await dueOf()
      const [first, second] = [await ring(dueAt, 0), await ring(dueAt, 20)]
      for (const batch of together ? [[...first, ...second]] : [first, second]) expect(await engage(batch)).toEqual([])
      expect([first, second].flatMap((of) => of.flatMap((record) => outcomes(memory, record)))).toEqual([
        { index: 0, outcome: 'folded' },
        { index: 0, outcome: 'ignored', reason: 'stale_timer' },
      ])
    }
  })

  test('that is lost is started again by the sweep', async () => {
    const visit = await inShoes()
    const { memory, dueOf } = visit
    const dueAt = await dueOf()
    await memory.timers.moveCursor(at(60))
    const before = memory.started.length
    await sweepTimers(memory)(dueAt + 61_000)
    expect(memory.started.slice(before)).toEqual([{ mailbox, dueAt, delaySeconds: 0 }])
    await ringOut(visit, 61)
    expect(visit.kinds().slice(-3)).toEqual(left)
  })

  test('that is in flight when she is seen again ends nothing, and another one is armed for her new stay', async () => {
    const visit = await inShoes()
    const { engage, dueOf, ring, kinds } = visit
    const dueAt = await dueOf()
    const inFlight = await ring(dueAt, 0)
    const seenAgain = aReport('phone-1', (dueAt - at(0)) / 1000 - 1)
    expect(await engage([seenAgain, ...inFlight])).toEqual([])
    expect(kinds().filter((kind) => kind.endsWith('exit'))).toEqual([])
    expect(await dueOf()).toBeGreaterThan(dueAt)
    await ringOut(visit)
    expect(kinds().slice(-3)).toEqual(left)
  })

  test('of an earlier visit, still in flight when she has come back, ends nothing of the new one', async () => {
    const { engage, memory, dueOf, ring, kinds } = await inShoes()
    const inFlight = await ring(await dueOf(), 300)
    expect(await engage([aReport('phone-1', 400), ...inFlight])).toEqual([])
    expect(kinds().filter((kind) => !kind.startsWith('zone.dwell'))).toEqual([...entered, ...left, ...entered])
    expect((await presenceOf(memory, mailbox))?.visit?.stays.map(({ zoneId }) => zoneId)).toEqual(['fashion', 'shoes'])
    expect((await memory.timers.due(0, at(7200))).map(({ dueAt }) => dueAt)).toContain(await dueOf())
  })
})
