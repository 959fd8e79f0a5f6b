import type { Consents, Traits } from '../customer.ts'
import { fingerprint } from '../identifier.ts'
import { emptyLedger, type Ledger } from '../ledger.ts'
import type { Persona } from '../persona.ts'
import { noRuns } from '../runs.ts'
import type { Person } from '../situation.ts'
import type { Cast } from './actors.ts'

/** What is known of a customer beside the traffic. */
export type Known = { traits: Traits; consents: Consents; staff?: boolean; ledger?: Ledger }

/** Of whom nothing is known: she allows marketing and has no traits. */
const anybody: Known = { traits: {}, consents: { marketing: { status: 'granted', since: 0 } } }

/**
 * Takes customers for whom they are known to be, else for one of the personas, always the same one, else for somebody who
 * allows marketing. A device that nobody was identified with is nobody, who has allowed nothing.
 */
export const castOf =
  (known: (customerId: string) => Known | undefined, personas: readonly Persona[]): Cast =>
  ({ customerId, deviceId }) => {
    if (customerId === undefined) return { customer: undefined, ledger: emptyLedger, runs: noRuns, stored: noRuns }
    const dealt = personas[fingerprint(customerId) % Math.max(personas.length, 1)]
    return personOf(customerId, known(customerId) ?? (dealt ? knownAs(dealt) : anybody), deviceId)
  }

/** Somebody as she is at first: with what is known of her, nothing sent, and under way in nothing. */
export const personOf = (
  id: string,
  { traits, consents, staff = false, ledger }: Known,
  deviceId = `phone-of-${id}`,
): Person => ({
  customer: { id, traits, staff, deviceIds: [deviceId] },
  ledger: ledger ?? { ...emptyLedger, consents },
  runs: noRuns,
  stored: noRuns,
})

/** A persona's language is a trait of hers, as it is of customers. */
export const knownAs = ({ traits, consents, locale }: Persona): Known => ({
  traits: locale === undefined ? traits : { language: locale, ...traits },
  consents,
})
