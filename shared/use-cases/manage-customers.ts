import { etagOf } from '#shared/domain/content-hash.ts'
import type { Consent, Consents, Customer } from '#shared/domain/customer.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import type { Ports } from '#shared/ports.ts'
import type { CustomerRequest } from '#shared/schemas/people.ts'
import type { OccasionRecord } from '#shared/schemas/stream.ts'

const maxTries = 5

export type CustomerView = Customer & { consents: Consents; doNotContact: boolean }

export const findCustomer =
  ({ people }: Pick<Ports, 'people'>) =>
  async (customerId: string): Promise<CustomerView | undefined> => {
    const ledgerId = `customer:${customerId}`
    const { customers, ledgers } = await people.find({ customerIds: [customerId], ledgerIds: [ledgerId] })
    const customer = customers.get(customerId)
    const { consents, doNotContact } = ledgers.get(ledgerId) ?? emptyLedger
    return customer && { ...customer, consents, doNotContact }
  }

/** Whether she is as the caller has seen her; undefined: whether there is nobody yet. */
type Holds = (etag: string | undefined) => boolean

/**
 * Stores a customer, unless she is not what the caller has seen. When this resolves her consents are in force: claims that
 * read the old ones fail and are decided anew. Her mailbox is told, each time and also where nothing has changed, so that
 * asking again after a crash makes up for what was not told.
 */
export const saveCustomer =
  ({ people, directory, events }: Pick<Ports, 'people' | 'directory' | 'events'>) =>
  async (
    customerId: string,
    { traits, staff, consents, doNotContact }: CustomerRequest,
    now: number,
    holds: Holds = () => true,
  ): Promise<{ saved: CustomerView } | { seen: string | undefined }> => {
    const ledgerId = `customer:${customerId}`
    const find = findCustomer({ people })

    const store = async (): Promise<{ seen: string | undefined } | undefined> => {
      for (let tries = 1; tries <= maxTries; tries++) {
        const kept = await directory.find(customerId)
        const view = kept && (await find(customerId))
        const seen = view && etagOf(view)
        if (!holds(seen)) return { seen }
        if ((await directory.save({ id: customerId, traits, staff }, kept?.version)) === 'written') return undefined
      }
      throw new Error(`customer ${customerId} was contested ${maxTries} times in a row`)
    }

    const allow = async (): Promise<Ledger> => {
      for (let tries = 1; tries <= maxTries; tries++) {
        const stored =
          (await people.find({ customerIds: [], ledgerIds: [ledgerId] })).ledgers.get(ledgerId) ?? emptyLedger
        const changed: Ledger = {
          ...stored,
          consents: { ...stored.consents, ...newConsents(stored.consents, consents, now) },
          doNotContact: doNotContact ?? stored.doNotContact,
        }
        if ((await people.saveLedger(ledgerId, changed)) === 'written') return changed
      }
      throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
    }

    const unlike = await store()
    if (unlike) return unlike
    const { version } = await allow()
    // a ledger has each version once, so that what is changed back is no copy of what was told before
    const id = derivedId('profile', customerId, version)
    const told: OccasionRecord = { v: 1, kind: 'profile', id, customerId, receivedAt: now }
    await events.put([{ key: ledgerId, body: told }])
    const saved = await find(customerId)
    if (saved === undefined) throw new Error(`customer ${customerId} is gone since she was stored: store her again`)
    return { saved }
  }

/** A consent that says what was said before keeps its date, unless it had run out: then it is given anew. */
const newConsents = (known: Consents, asked: CustomerRequest['consents'], now: number): Consents =>
  Object.fromEntries(
    Object.entries(asked).map(([purpose, said]): [string, Consent] => {
      const { status, until } = typeof said === 'string' ? { status: said, until: undefined } : said
      const before = known[purpose]
      const goesOn = before?.status === status && (before.until === undefined || now < before.until)
      const since = goesOn ? before.since : now
      return [purpose, { status, since, ...(until === undefined ? {} : { until }) }]
    }),
  )
