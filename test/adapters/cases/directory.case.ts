import { expect, test } from 'vitest'
import type { Slice } from '#shared/ports/journeys.ts'
import type { Opened } from '../opened.ts'
import { aCustomer, aDevice } from '../samples.ts'

export const directoryCases = (opened: () => Opened) => {
  const directory = () => opened().ports.directory
  const people = () => opened().ports.people

  const idsOf = async (limit: number, slice?: Slice) => {
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await directory().list({ limit, ...(slice && { slice }), ...(after === undefined ? {} : { after }) })
      expect(page.customers.length).toBeLessThanOrEqual(limit)
      ids.push(...page.customers.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    return ids
  }

  test('a customer is found with her phones; whoever was never saved is nobody', async () => {
    await people().bindPhone('alma', 'phone-1')
    expect(await directory().find('alma')).toBeUndefined()
    expect(await directory().save(aCustomer(), undefined)).toBe('written')
    expect((await directory().find('alma'))?.customer).toEqual({ ...aCustomer(), deviceIds: ['phone-1'] })
    const { customers } = await people().find({ customerIds: ['alma'], ledgerIds: [] })
    expect(customers.get('alma')).toEqual({ ...aCustomer(), deviceIds: ['phone-1'] })
  })

  test('who saves a customer whom somebody else has changed meanwhile has a conflict', async () => {
    await directory().save(aCustomer(), undefined)
    expect(await directory().save(aCustomer({ staff: true }), undefined)).toBe('conflict')
    const seen = await directory().find('alma')
    await directory().updateTrait('alma', 'visits', 13)
    expect(await directory().save(aCustomer({ staff: true }), seen?.version)).toBe('conflict')
    const again = await directory().find('alma')
    expect(await directory().save(aCustomer({ staff: true }), again?.version)).toBe('written')
    expect((await directory().find('alma'))?.customer.staff).toBe(true)
  })

  test('a phone that is bound meanwhile is no conflict, and stays hers', async () => {
    await directory().save(aCustomer(), undefined)
    const seen = await directory().find('alma')
    await people().bindPhone('alma', 'phone-1')
    expect(await directory().save(aCustomer({ traits: {} }), seen?.version)).toBe('written')
    expect((await directory().find('alma'))?.customer).toEqual({ ...aCustomer({ traits: {} }), deviceIds: ['phone-1'] })
  })

  test('a trait is set, replaced and removed, and the others stay', async () => {
    await directory().save(aCustomer({ traits: { tier: 'gold' } }), undefined)
    await people().bindPhone('alma', 'phone-1')
    const likes = ['boots', 'watches']
    expect(await directory().updateTrait('alma', 'likes', likes)).toEqual({
      ...aCustomer({ traits: { tier: 'gold', likes } }),
      deviceIds: ['phone-1'],
    })
    await directory().updateTrait('alma', 'likes', 'all')
    await directory().updateTrait('alma', 'tier', null)
    await directory().updateTrait('alma', 'never-set', null)
    expect((await directory().find('alma'))?.customer.traits).toEqual({ likes: 'all' })
    expect(await directory().updateTrait('berta', 'tier', 'gold')).toBeUndefined()
    expect(await directory().find('berta')).toBeUndefined()
  })

  test('traits that are set at once are all there', async () => {
    await directory().save(aCustomer({ traits: {} }), undefined)
    await Promise.all(['a', 'b', 'c', 'd'].map((trait) => directory().updateTrait('alma', trait, true)))
    expect((await directory().find('alma'))?.customer.traits).toEqual({ a: true, b: true, c: true, d: true })
  })

  test('customers are listed page by page, each once, and nothing else of the directory', async () => {
    const ids = Array.from({ length: 25 }, (_, i) => `customer-${i}`)
    await Promise.all(ids.map((id) => directory().save(aCustomer({ id }), undefined)))
    await Promise.all(ids.map((id) => opened().ports.devices.save(aDevice({ id, hardwareKey: `key of ${id}` }))))
    await people().bindPhone('nobody-yet', 'phone-1')
    for (const limit of [1, 10, 25, 100]) expect((await idsOf(limit)).sort()).toEqual(ids.toSorted())
    const { customers } = await directory().list({ limit: 1 })
    expect(customers).toEqual([{ ...aCustomer({ id: customers[0]?.id ?? '' }), deviceIds: [] }])
  })

  test('slices have every customer once between them', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `customer-${i}`)
    await Promise.all(ids.map((id) => directory().save(aCustomer({ id }), undefined)))
    const slices = await Promise.all([0, 1, 2].map((index) => idsOf(7, { index, of: 3 })))
    expect(slices.flat().sort()).toEqual(ids.toSorted())
    expect(slices.every((slice) => slice.length > 0)).toBe(true)
  })

  test('the directory of a new system is empty', async () => {
    expect(await directory().list({ limit: 10 })).toEqual({ customers: [] })
  })
}
