import { expect, test } from 'vitest'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Opened } from '../opened.ts'
import { aDecision, aMessage, opening } from '../samples.ts'

const counted = (count: number): JournalEntry => ({
  type: 'counted',
  at: opening,
  source: 'engage-visitors',
  reason: 'bad_tx_power',
  count,
})

export const outletCases = (opened: () => Opened) => {
  const ports = () => opened().ports

  test('a message goes to the phone that it is for', async () => {
    await ports().phones.publish('phone-1', aMessage())
    await ports().phones.publish('phone-2', aMessage({ id: 'message-2', title: 'Schuhe für 20 €' }))
    expect(opened().published()).toEqual([
      { deviceId: 'phone-1', message: aMessage() },
      { deviceId: 'phone-2', message: aMessage({ id: 'message-2', title: 'Schuhe für 20 €' }) },
    ])
  })

  test('the journal keeps every entry in its order', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => counted(i))
    await ports().journal.append([aDecision('customer.tier: "silver", wanted = "gold"')])
    await ports().journal.append([])
    await ports().journal.append(many)
    expect(opened().journaled()).toEqual([aDecision('customer.tier: "silver", wanted = "gold"'), ...many])
  })

  test('records reach the stream in the order of their mailbox', async () => {
    const records = Array.from({ length: 30 }, (_, i) => ({ key: `device:${i % 7}`, body: { v: 1, kind: 'test', i } }))
    await ports().events.put(records)
    await ports().events.put([])
    const byMailbox = (list: typeof records) =>
      Object.fromEntries([...Map.groupBy(list, ({ key }) => key)].sort(([a], [b]) => (a < b ? -1 : 1)))
    expect(byMailbox(opened().streamed() as typeof records)).toEqual(byMailbox(records))
  })

  test('bytes go into the stream as they are', async () => {
    await ports().events.put([{ key: 'device:1', body: Buffer.from('{ "a" : 1 }') }])
    const [record] = opened().streamed()
    const isBytes = record?.body instanceof Uint8Array
    expect(isBytes ? JSON.parse(Buffer.from(record.body as Uint8Array).toString()) : record?.body).toEqual({ a: 1 })
  })

  test('a thousand records of a thousand mailboxes all reach the stream', async () => {
    const records = Array.from({ length: 1000 }, (_, i) => ({ key: `device:${i}`, body: { i } }))
    await ports().events.put(records)
    expect(opened().streamed()).toEqual(records)
  })
}
