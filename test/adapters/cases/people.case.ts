import { expect, test } from 'vitest'
import type { Opened } from '../opened.ts'
import { aCustomer, aDevice, aLedger } from '../samples.ts'

export const peopleCases = (opened: () => Opened) => {
  const people = () => opened().ports.people
  const devices = () => opened().ports.devices
  const customer = async (customerId: string) =>
    (await people().find({ customerIds: [customerId], ledgerIds: [] })).customers.get(customerId)

  test('customers and ledgers are found in one round, and only those that exist', async () => {
    await people().saveCustomer(aCustomer())
    await people().saveLedger('customer:alma', aLedger())
    const keys = { customerIds: ['alma', 'berta'], ledgerIds: ['customer:alma', 'device:phone-9'] }
    expect(await people().find(keys)).toEqual({
      customers: new Map([['alma', { ...aCustomer(), deviceIds: [] }]]),
      ledgers: new Map([['customer:alma', aLedger({ version: 1 })]]),
      runs: new Map(),
    })
    expect(await people().find({ customerIds: [], ledgerIds: [] })).toEqual({
      customers: new Map(),
      ledgers: new Map(),
      runs: new Map(),
    })
  })

  test('people who are named twice are found once', async () => {
    await people().saveCustomer(aCustomer())
    await people().saveLedger('customer:alma', aLedger())
    const found = await people().find({
      customerIds: ['alma', 'alma'],
      ledgerIds: ['customer:alma', 'customer:alma'],
    })
    expect([[...found.customers.keys()], [...found.ledgers.keys()]]).toEqual([['alma'], ['customer:alma']])
  })

  test('more people than one read takes are all found', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => `customer-${i}`)
    await Promise.all(ids.map((id) => people().saveCustomer(aCustomer({ id }))))
    await Promise.all(ids.map((id) => people().saveLedger(`customer:${id}`, aLedger())))
    const found = await people().find({ customerIds: ids, ledgerIds: ids.map((id) => `customer:${id}`) })
    expect([...found.customers.keys()].sort()).toEqual(ids.toSorted())
    expect([...found.ledgers.keys()].sort()).toEqual(ids.map((id) => `customer:${id}`).sort())
  })

  test('a ledger that someone else has saved meanwhile is not overwritten', async () => {
    expect(await people().saveLedger('customer:alma', aLedger())).toBe('written')
    expect(await people().saveLedger('customer:alma', aLedger({ doNotContact: true }))).toBe('conflict')
    expect(await people().saveLedger('customer:alma', aLedger({ version: 1, erased: true }))).toBe('written')
    expect(await people().saveLedger('customer:alma', aLedger({ version: 1 }))).toBe('conflict')
    const { ledgers } = await people().find({ customerIds: [], ledgerIds: ['customer:alma'] })
    expect(ledgers).toEqual(new Map([['customer:alma', aLedger({ version: 2, erased: true })]]))
  })

  test('of twenty devices of one customer that claim at once exactly one is written', async () => {
    const tries = Array.from({ length: 20 }, (_, i) => aLedger({ mergedFrom: [`device:${i}`] }))
    const written = await Promise.all(tries.map((ledger) => people().saveLedger('customer:alma', ledger)))
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    const { ledgers } = await people().find({ customerIds: [], ledgerIds: ['customer:alma'] })
    expect(ledgers.get('customer:alma')).toEqual({ ...tries[written.indexOf('written')], version: 1 })
  })

  test('a customer may be saved again, and her phones stay hers', async () => {
    await people().saveCustomer(aCustomer())
    await people().bindPhone('alma', 'phone-2')
    await people().bindPhone('alma', 'phone-1')
    await people().bindPhone('alma', 'phone-1')
    await people().saveCustomer(aCustomer({ staff: true, traits: {} }))
    expect(await customer('alma')).toEqual({ id: 'alma', staff: true, traits: {}, deviceIds: ['phone-1', 'phone-2'] })
  })

  test('a phone that is released is hers no more, and releasing it again changes nothing', async () => {
    await people().saveCustomer(aCustomer())
    await people().bindPhone('alma', 'phone-1')
    await people().bindPhone('alma', 'phone-2')
    await people().releasePhone('alma', 'phone-1')
    await people().releasePhone('alma', 'phone-1')
    expect((await customer('alma'))?.deviceIds).toEqual(['phone-2'])
    await people().releasePhone('alma', 'phone-2')
    expect((await customer('alma'))?.deviceIds).toEqual([])
  })

  test('a customer who has a phone but was never saved is nobody yet', async () => {
    await people().bindPhone('alma', 'phone-1')
    await people().releasePhone('berta', 'phone-1')
    expect(await people().find({ customerIds: ['alma', 'berta'], ledgerIds: [] })).toEqual({
      customers: new Map(),
      ledgers: new Map(),
      runs: new Map(),
    })
    await people().saveCustomer(aCustomer())
    expect((await customer('alma'))?.deviceIds).toEqual(['phone-1'])
  })

  test('phones that are bound at once are all hers', async () => {
    const phones = Array.from({ length: 12 }, (_, i) => `phone-${String(i).padStart(2, '0')}`)
    await Promise.all([people().saveCustomer(aCustomer()), ...phones.map((phone) => people().bindPhone('alma', phone))])
    expect((await customer('alma'))?.deviceIds).toEqual(phones)
  })

  test('a device is found by its id and by its hardware key', async () => {
    const tag = aDevice({ hardwareKey: 'key-1', customerId: 'alma' })
    await devices().save(tag)
    await devices().save(aDevice({ id: 'phone-1', kind: 'phone', staff: true }))
    expect(await devices().find('tag-1')).toEqual(tag)
    expect(await devices().find('phone-1')).toEqual({ id: 'phone-1', kind: 'phone', staff: true })
    expect(await devices().find('phone-2')).toBeUndefined()
    expect(await devices().findByHardware(['key-1', 'key-1', 'key-2'])).toEqual(new Map([['key-1', tag]]))
    expect(await devices().findByHardware([])).toEqual(new Map())
  })

  test('more hardware keys than one read takes are all found', async () => {
    const keys = Array.from({ length: 150 }, (_, i) => `key-${i}`)
    await Promise.all(keys.map((key) => devices().save(aDevice({ id: `tag of ${key}`, hardwareKey: key }))))
    const found = await devices().findByHardware([...keys, 'key-unknown'])
    expect(keys.map((key) => found.get(key)?.id)).toEqual(keys.map((key) => `tag of ${key}`))
    expect(found.size).toBe(150)
  })

  test('a device that is saved again is the new one by either way', async () => {
    await devices().save(aDevice({ hardwareKey: 'key-1' }))
    const staff = aDevice({ hardwareKey: 'key-1', staff: true })
    await devices().save(staff)
    expect([await devices().find('tag-1'), await devices().findByHardware(['key-1'])]).toEqual([
      staff,
      new Map([['key-1', staff]]),
    ])
  })

  test('when a device gets another hardware key the old one leads nowhere', async () => {
    await devices().save(aDevice({ hardwareKey: 'key-1' }))
    const rekeyed = aDevice({ hardwareKey: 'key-2' })
    await devices().save(rekeyed)
    expect(await devices().findByHardware(['key-1', 'key-2'])).toEqual(new Map([['key-2', rekeyed]]))
    await devices().save(aDevice())
    expect(await devices().findByHardware(['key-1', 'key-2'])).toEqual(new Map())
    expect(await devices().find('tag-1')).toEqual(aDevice())
  })

  test('a hardware key that went to another device stays there when the first one gets a new key', async () => {
    await devices().save(aDevice({ id: 'tag-1', hardwareKey: 'key-1' }))
    const heir = aDevice({ id: 'tag-2', hardwareKey: 'key-1' })
    await devices().save(heir)
    const first = aDevice({ id: 'tag-1', hardwareKey: 'key-2' })
    await devices().save(first)
    expect(await devices().findByHardware(['key-1', 'key-2'])).toEqual(
      new Map([
        ['key-1', heir],
        ['key-2', first],
      ]),
    )
  })
}
