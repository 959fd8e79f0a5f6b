import { expect, test } from 'vitest'
import { type DeviceKind, deviceKinds, isShopper } from '#shared/domain/customer.ts'

test('phones, tags and carts are shoppers; tills, fixtures and whatever staff carries never are', () => {
  const shoppers = (staff: boolean): DeviceKind[] =>
    deviceKinds.filter((deviceKind) => isShopper({ deviceKind, staff }))
  expect(shoppers(false)).toEqual(['phone', 'tag', 'cart'])
  expect(shoppers(true)).toEqual([])
})
