import { expect, test } from 'vitest'
import { deliver } from '#test/support/faults/deliver.ts'
import { calm } from '#test/support/faults/schedule.ts'
import { aRecord, aReport, enrolled, entries, openStore, outcomes, presenceOf, watchedPorts } from '../support.ts'

const mailbox = (phone: string) => `device:${phone}`
const poison = (phone: string, seconds = 60) => aRecord(mailbox(phone), 'not JSON', seconds)

test('poison at any place of a batch of twenty is parked once and keeps nobody waiting', async () => {
  for (let place = 0; place < 20; place++) {
    const { engage, memory } = await openStore({ phones: ['phone-1', 'phone-2'] })
    const records = Array.from({ length: 20 }, (_, i) => {
      const phone = `phone-${(i % 2) + 1}`
      return i === place ? poison(phone, 60 + i) : aReport(phone, 60 + i * 3)
    })
    expect(await engage(records)).toEqual([])
    expect(memory.parked().map(({ id }) => id)).toEqual([records[place]?.sequence])
    for (const [i, record] of records.entries()) {
      const said = outcomes(memory, record).map(({ outcome }) => outcome)
      expect(said).toEqual(i === place ? ['parked'] : ['folded', 'folded', 'folded'])
    }
    expect(new Set(memory.published.map(({ deviceId }) => deviceId)).size).toBe(2)
  }
})

test('a batch of nothing but poison is parked, each record once, also when it comes again', async () => {
  const { engage, memory } = await openStore()
  const records = Array.from({ length: 20 }, (_, i) => poison(i % 2 === 0 ? 'phone-1' : 'nobody', i))
  expect(await engage(records)).toEqual([])
  expect(await engage(records)).toEqual([])
  expect(
    memory
      .parked()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(records.map(({ sequence }) => sequence))
  expect((await presenceOf(memory, mailbox('phone-1')))?.version).toBe(1)
})

test('a shard of 10,000 records with every tenth one poison runs through: nobody waits, and all of it is parked once', async () => {
  const phones = Array.from({ length: 50 }, (_, i) => `phone-${i}`)
  const { memory } = await openStore({ phones })
  const { ports, calls } = watchedPorts(memory)
  const records = Array.from({ length: 10_000 }, (_, i) => {
    const phone = `phone-${i % 50}`
    return i % 10 === 9 ? poison(phone, i) : enrolled(phone, i)
  })
  const { written } = await deliver(ports, [records], calm)
  const poisoned = records.filter((_, i) => i % 10 === 9)
  expect(
    memory
      .parked()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(poisoned.map(({ sequence }) => sequence))
  expect(written.at(-1)?.batch).toBe(100)
  expect(calls.filter(({ name }) => name === 'parking.park')).toHaveLength(100)
  const told = entries(memory, 'outcomes').map(({ record }) => record)
  expect(told.slice(phones.length).toSorted()).toEqual(records.map(({ sequence }) => sequence))
})
