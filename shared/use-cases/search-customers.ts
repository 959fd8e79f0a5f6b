import type { Caller } from '#shared/domain/audit.ts'
import type { Condition } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Page } from '#shared/domain/page-of.ts'
import type { Ports } from '#shared/ports.ts'
import { type AudiencePorts, matcher } from './match-customers.ts'

const customersAtOnce = 500
const lookedAtOnce = 5000 // customers of one call: a page may be short, and lead on

/** Lists customers who match a condition, page by page, in no order. That somebody looked is written down. */
export const searchCustomers =
  (ports: AudiencePorts & Pick<Ports, 'audit'>) =>
  async (
    condition: Condition,
    { limit, after }: Page,
    { by, now }: { by: Caller; now: number },
  ): Promise<{ customers: Customer[]; next?: string }> => {
    const id = derivedId(now, by.subject, 'read', 'customers', after ?? '')
    await ports.audit.write({ id, at: now, who: by, action: 'read', what: 'customers', state: 'done' })
    const match = await matcher(ports, condition, now)
    const found: Customer[] = []
    let next = after
    for (let looked = 0; looked < lookedAtOnce; ) {
      const page = await ports.directory.list({
        limit: customersAtOnce,
        ...(next === undefined ? {} : { after: next }),
      })
      const matching = await match(page.customers)
      const fits = matching.slice(0, limit - found.length)
      found.push(...fits)
      // where not all fit, the list goes on behind the last one that did
      next = fits.length < matching.length ? (fits.at(-1)?.id ?? next) : page.next
      if (next === undefined || found.length === limit) break
      looked += page.customers.length
    }
    return { customers: found, ...(next === undefined ? {} : { next }) }
  }
