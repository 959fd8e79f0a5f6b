import { expect, test } from 'vitest'
import { sweepTimers } from '#shared/use-cases/sweep-timers.ts'
import { at } from '#test/support/builders.ts'
import { aroundPorts } from '#test/support/faults/around.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { calm } from '#test/support/faults/schedule.ts'
import {
  aRecord,
  aReport,
  entries,
  identified,
  knowAda,
  openStore,
  outcomes,
  presenceOf,
  publications,
  published,
  rang,
} from '../support.ts'

const store = new Set(['presences', 'people', 'releases', 'timers'])

/** The memory behind a store that is away from a minute into the morning for ten minutes, by a clock that each call moves on. */
const awayForTenMinutes = (memory: Awaited<ReturnType<typeof openStore>>['memory']) => {
  let seconds = 60
  let refused = 0
  const ports = aroundPorts(memory, async ({ name }, go) => {
    seconds += 5
    if (seconds < 660 && store.has(name.split('.')[0] ?? '')) {
      refused++
      throw new Error('the store is away')
    }
    return go()
  })
  return { ports, refused: () => refused }
}

const aReceipt = (messageId: string, seconds: number) => {
  const receipt = { messageId, event: 'opened', at: at(seconds) }
  const topic = 'usher/devices/phone-1/receipts'
  return aRecord('device:phone-1', published('phone-1', receipt, seconds, { topic }), seconds)
}

test('ten minutes without the store lose no receipt, no identification and no timer', async () => {
  const { engage, memory } = await openStore()
  await knowAda(memory)
  const early = aReport('phone-1', 40, 'watches')
  await engage([early])
  const dueAt = (await presenceOf(memory, 'device:phone-1'))?.timerAt ?? 0
  const records = [
    aReceipt('message-1', 70),
    rang('device:phone-1', dueAt),
    identified('phone-1', 'ada', 300),
    aReport('phone-1', 400),
  ]
  const { ports, refused } = awayForTenMinutes(memory)
  await deliver(ports, [records], calm)
  expect(refused()).toBeGreaterThan(50)
  expect(records.map((record) => outcomes(memory, record).map(({ outcome }) => outcome))).toEqual([
    ['folded'],
    ['folded'],
    ['folded'],
    ['folded', 'folded', 'folded'],
  ])
  expect(entries(memory, 'receipt').map(({ receipt }) => receipt.messageId)).toEqual(['message-1'])
  const presence = await presenceOf(memory, 'device:phone-1')
  expect(presence?.customerId).toBe('ada')
  expect((await memory.timers.due(0, at(3600))).map(({ dueAt }) => dueAt)).toEqual([presence?.timerAt])
})

test('a phone that reports after ten minutes what it heard before gets no offer: its moment is stale', async () => {
  const { engage, memory } = await openStore()
  const heard = JSON.parse(Buffer.from(aReport('phone-1', 60).data).toString())
  const late = aRecord('device:phone-1', { ...heard, receivedAt: at(660) }, 660)
  expect(await engage([late])).toEqual([])
  expect(entries(memory, 'decision').map(({ suppressed }) => suppressed)).toEqual(['stale'])
  expect(publications(memory)).toEqual([])
})

test('timers whose wake-up was lost in the outage are started by the sweep after it, each once', async () => {
  const { engage, memory } = await openStore()
  await engage([aReport('phone-1', 60)])
  const dueAt = (await presenceOf(memory, 'device:phone-1'))?.timerAt ?? 0
  await memory.timers.moveCursor(at(60))
  const started = memory.started.length
  expect(await sweepTimers(memory)(at(720))).toEqual({ started: 0, overdue: 1, hopeless: 0 })
  expect(memory.started.slice(started)).toEqual([{ mailbox: 'device:phone-1', dueAt, delaySeconds: 0 }])
  expect(await engage([rang('device:phone-1', dueAt)])).toEqual([])
  expect(entries(memory, 'moment').map(({ moment }) => moment.kind)).toContain('venue.exit')
  expect(await sweepTimers(memory)(at(780))).toEqual({ started: 0, overdue: 0, hopeless: 0 })
})
