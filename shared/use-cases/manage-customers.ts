import type { Consent, Consents, Customer } from '#shared/domain/customer.ts'
import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import type { Ports } from '#shared/ports.ts'
import type { CustomerRequest } from '#shared/schemas/people.ts'

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

/** Stores a customer. When this resolves her consents are in force: claims that read the old ones fail and are decided anew. */
export const saveCustomer =
  ({ people }: Pick<Ports, 'people'>) =>
  async (
    customerId: string,
    { traits, staff, consents, doNotContact }: CustomerRequest,
    now: number,
  ): Promise<void> => {
    await people.saveCustomer({ id: customerId, traits, staff })
    const ledgerId = `customer:${customerId}`
    for (let tries = 1; tries <= maxTries; tries++) {
      const stored =
        (await people.find({ customerIds: [], ledgerIds: [ledgerId] })).ledgers.get(ledgerId) ?? emptyLedger
      const changed: Ledger = {
        ...stored,
        consents: { ...stored.consents, ...newConsents(stored.consents, consents, now) },
        doNotContact: doNotContact ?? stored.doNotContact,
      }
      if ((await people.saveLedger(ledgerId, changed)) === 'written') return
    }
    throw new Error(`ledger ${ledgerId} was contested ${maxTries} times in a row`)
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
