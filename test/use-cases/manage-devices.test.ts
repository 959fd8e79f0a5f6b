import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { enrolPhone, findDevice, saveDevice } from '#shared/use-cases/manage-devices.ts'
import { at } from '#test/support/builders.ts'
import { outage, watchedPorts } from './support.ts'

const secret = 'a key that nobody knows'
const address = 'ac:23:3f:00:00:01'

const open = async () => {
  const watched = watchedPorts()
  const { ports, memory } = watched
  for (const id of ['ada', 'ben']) await memory.people.saveCustomer({ id, traits: {}, staff: false })
  const phonesOf = async () => {
    const { customers } = await memory.people.find({ customerIds: ['ada', 'ben'], ledgerIds: [] })
    return Object.fromEntries([...customers].map(([id, { deviceIds }]) => [id, deviceIds]))
  }
  return {
    ...watched,
    phonesOf,
    enrol: enrolPhone(ports),
    find: findDevice(ports),
    save: saveDevice(ports, async () => secret),
  }
}

const events = (deviceId: string, deviceKind: string, customerId: string | null, seconds: number, staff = false) => [
  { key: `device:${deviceId}`, body: { v: 1, kind: 'enrol', deviceId, deviceKind, staff, receivedAt: at(seconds) } },
  { key: `device:${deviceId}`, body: { v: 1, kind: 'identify', deviceId, customerId, receivedAt: at(seconds) } },
]

test("a phone that enrols is nobody's, and its mailbox learns of it", async () => {
  const { enrol, find, memory } = await open()
  await enrol('phone-1', at(0))
  expect(await find('phone-1')).toEqual({ id: 'phone-1', kind: 'phone', staff: false })
  expect(memory.streamed).toEqual(events('phone-1', 'phone', null, 0))
})

test('a phone has to enrol by itself', async () => {
  const { save, find, memory } = await open()
  expect(await save('phone-1', { kind: 'phone', staff: false, customerId: 'ada' }, at(0))).toBe('not_enrolled')
  expect(await find('phone-1')).toBeUndefined()
  expect(memory.streamed).toEqual([])
})

test('a tag does not become a phone: it never enrolled', async () => {
  const { save, find } = await open()
  await save('tag-1', { kind: 'tag', staff: false, hardwareAddress: address }, at(0))
  expect(await save('tag-1', { kind: 'phone', staff: false }, at(1))).toBe('not_enrolled')
  expect(await find('tag-1')).toEqual({ id: 'tag-1', kind: 'tag', staff: false })
})

test("a phone becomes a customer's, and its mailbox learns whose it is", async () => {
  const { enrol, save, find, memory, phonesOf } = await open()
  await enrol('phone-1', at(0))
  expect(await save('phone-1', { kind: 'phone', staff: true, customerId: 'ada' }, at(5))).toBe('saved')
  expect(await find('phone-1')).toEqual({ id: 'phone-1', kind: 'phone', staff: true, customerId: 'ada' })
  expect(await phonesOf()).toEqual({ ada: ['phone-1'], ben: [] })
  expect(memory.streamed.slice(2)).toEqual(events('phone-1', 'phone', 'ada', 5, true))
})

test('a phone that goes to somebody else is released from whom it was with', async () => {
  const { enrol, save, phonesOf } = await open()
  await enrol('phone-1', at(0))
  await save('phone-1', { kind: 'phone', staff: false, customerId: 'ada' }, at(1))
  await save('phone-1', { kind: 'phone', staff: false, customerId: 'ben' }, at(2))
  expect(await phonesOf()).toEqual({ ada: [], ben: ['phone-1'] })
  await save('phone-1', { kind: 'phone', staff: false }, at(3))
  expect(await phonesOf()).toEqual({ ada: [], ben: [] })
})

test.each(['devices.save', 'people.bindPhone', 'events.put'])(
  'a phone is released also when %s fails and its owner is said again',
  async (call) => {
    const { enrol, save, phonesOf, memory, before } = await open()
    await enrol('phone-1', at(0))
    await save('phone-1', { kind: 'phone', staff: false, customerId: 'ada' }, at(1))
    const request = { kind: 'phone', staff: false, customerId: 'ben' } as const
    before(call, outage)
    await expect(save('phone-1', request, at(2))).rejects.toThrow('the store is away')
    await save('phone-1', request, at(3))
    expect(await phonesOf()).toEqual({ ada: [], ben: ['phone-1'] })
    expect(memory.streamed.slice(-2)).toEqual(events('phone-1', 'phone', 'ben', 3))
  },
)

test('a phone that is made a tag gets no messages for its customer any more', async () => {
  const { enrol, save, phonesOf } = await open()
  await enrol('phone-1', at(0))
  await save('phone-1', { kind: 'phone', staff: false, customerId: 'ada' }, at(1))
  await save('phone-1', { kind: 'tag', staff: false, customerId: 'ada' }, at(2))
  expect(await phonesOf()).toEqual({ ada: [], ben: [] })
})

test('a tag is kept and found by the pseudonym of its address, and by nothing else', async () => {
  const { save, find, memory, calls } = await open()
  await save('tag-1', { kind: 'tag', staff: false, customerId: 'ada', hardwareAddress: address }, at(0))
  const key = hardwareKey(secret, 'AC233F000001')
  expect(await memory.devices.findByHardware([key])).toEqual(
    new Map([[key, { id: 'tag-1', kind: 'tag', staff: false, customerId: 'ada', hardwareKey: key }]]),
  )
  expect(await find('tag-1')).toEqual({ id: 'tag-1', kind: 'tag', staff: false, customerId: 'ada' })
  expect(JSON.stringify(calls).toLowerCase()).not.toMatch(/ac:?23:?3f:?00:?00:?01/)
})

test("a tag's address stays when it is not said again, and a new one takes its place", async () => {
  const { save, memory } = await open()
  const [first, second] = [hardwareKey(secret, address), hardwareKey(secret, 'ac:23:3f:00:00:02')]
  await save('tag-1', { kind: 'tag', staff: false, hardwareAddress: address }, at(0))
  await save('tag-1', { kind: 'tag', staff: true }, at(1))
  expect((await memory.devices.find('tag-1'))?.hardwareKey).toBe(first)
  await save('tag-1', { kind: 'tag', staff: true, hardwareAddress: 'AC-23-3F-00-00-02' }, at(2))
  expect([...(await memory.devices.findByHardware([first, second])).keys()]).toEqual([second])
})
