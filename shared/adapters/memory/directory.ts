import { fingerprint } from '#shared/domain/identifier.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import { withTrait } from '#shared/domain/with-trait.ts'
import type { Directory, KeptCustomer } from '#shared/ports/journeys.ts'
import type { Register } from './people.ts'

export const memoryDirectory = ({ customers, phones }: Register): Directory => {
  const keptOf = (id: string): KeptCustomer | undefined => {
    const known = customers.get(id)
    const deviceIds = [...(phones.get(id) ?? [])].sort()
    return known && { customer: { ...structuredClone(known), deviceIds }, version: JSON.stringify(known) }
  }
  return {
    find: async (customerId) => keptOf(customerId),
    save: async (customer, ifVersion) => {
      if (keptOf(customer.id)?.version !== ifVersion) return 'conflict'
      customers.set(customer.id, structuredClone(customer))
      return 'written'
    },
    updateTrait: async (customerId, trait, value) => {
      const known = customers.get(customerId)
      if (known === undefined) return undefined
      customers.set(customerId, withTrait(known, trait, structuredClone(value)))
      return keptOf(customerId)?.customer
    },
    list: async ({ slice = { index: 0, of: 1 }, ...page }) => {
      const ids = [...customers.keys()].sort().filter((id) => fingerprint(id) % slice.of === slice.index)
      const { entries, ...rest } = pageOf(ids, (id) => id, page)
      return { customers: entries.flatMap((id) => keptOf(id)?.customer ?? []), ...rest }
    },
  }
}
