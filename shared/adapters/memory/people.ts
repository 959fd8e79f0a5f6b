import type { Customer, Device } from '#shared/domain/customer.ts'
import type { Ledger } from '#shared/domain/ledger.ts'
import type { Runs } from '#shared/domain/runs.ts'
import type { Devices, People } from '#shared/ports.ts'
import { versionedStore } from './versions.ts'

/** Who customers are, and apart from that which phones are whose: `memoryPeople` and `memoryDirectory` share them. */
export type Register = { customers: Map<string, Omit<Customer, 'deviceIds'>>; phones: Map<string, Set<string>> }

/** Customers and ledgers. */
export const memoryPeople = ({ customers, phones }: Register): People => {
  const ledgers = versionedStore<Ledger>()
  const runs = new Map<string, Runs>()
  const phonesOf = (customerId: string): Set<string> => {
    const known = phones.get(customerId) ?? new Set<string>()
    phones.set(customerId, known)
    return known
  }
  return {
    find: async ({ customerIds, ledgerIds }) => ({
      customers: new Map(
        customerIds.flatMap((id) => {
          const customer = customers.get(id)
          return customer === undefined
            ? []
            : [[id, { ...structuredClone(customer), deviceIds: [...phonesOf(id)].sort() }] as const]
        }),
      ),
      ledgers: ledgers.find(ledgerIds),
      runs: new Map(
        ledgerIds.flatMap((id) => {
          const own = runs.get(id)
          return own === undefined ? [] : [[id, structuredClone(own)] as const]
        }),
      ),
    }),
    saveCustomer: async (customer) => {
      customers.set(customer.id, structuredClone(customer))
    },
    bindPhone: async (customerId, deviceId) => {
      phonesOf(customerId).add(deviceId)
    },
    releasePhone: async (customerId, deviceId) => {
      phonesOf(customerId).delete(deviceId)
    },
    saveLedger: async (ledgerId, ledger) => ledgers.save(ledgerId, ledger),
    saveRuns: async (ledgerId, own) => {
      if ((runs.get(ledgerId)?.sequence ?? 0) < own.sequence) runs.set(ledgerId, structuredClone(own))
    },
  }
}

/** Devices by their id and by their hardware key. */
export const memoryDevices = (): Devices => {
  const devices = new Map<string, Device>()
  const byHardware = new Map<string, Device>()
  return {
    find: async (deviceId) => structuredClone(devices.get(deviceId)),
    findByHardware: async (hardwareKeys) =>
      new Map(
        hardwareKeys.flatMap((key) => {
          const device = byHardware.get(key)
          return device === undefined ? [] : [[key, structuredClone(device)] as const]
        }),
      ),
    save: async (device) => {
      const previous = devices.get(device.id)?.hardwareKey ?? ''
      if (byHardware.get(previous)?.id === device.id) byHardware.delete(previous)
      devices.set(device.id, structuredClone(device))
      if (device.hardwareKey !== undefined) byHardware.set(device.hardwareKey, structuredClone(device))
    },
  }
}
