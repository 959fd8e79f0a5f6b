import type { Condition } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { added, type Counted, type Estimate, estimated, nobody, slicesLooked } from '#shared/domain/estimate.ts'
import { emptyLedger, hasConsent } from '#shared/domain/ledger.ts'
import type { Slice } from '#shared/ports/journeys.ts'
import type { Ports } from '#shared/ports.ts'
import { type AudiencePorts, type Match, matcher } from './match-customers.ts'

type Limits = { exactTo: number; sliceOfAbout: number; firstLook: { slices: number; of: number } }

export const estimateLimits: Limits = {
  exactTo: 20_000, // customers; of more a sample is looked at
  sliceOfAbout: 1000,
  firstLook: { slices: 8, of: 4096 }, // tells how many there are, to within a tenth at the limit
}

const customersAtOnce = 1000

/** Counts who matches a condition: exactly as long as there are few enough to look at all, else by a sample, and says which. */
export const estimateAudience =
  (ports: AudiencePorts, { exactTo, sliceOfAbout, firstLook } = estimateLimits) =>
  async (condition: Condition, now: number): Promise<Estimate> => {
    const match = await matcher(ports, condition, now)
    const count = counter(ports, match, now)
    const counts = await countAll(ports, count, undefined, exactTo)
    if (counts) return { isExact: true, counts, looked: counts.total }

    const first = await Promise.all(
      spread(firstLook.slices, firstLook.of).map((slice) => countAll(ports, ofAll, slice)),
    )
    const seen = first.reduce((sum, slice) => sum + (slice?.total ?? 0), 0)
    const about = Math.max(exactTo, (seen / firstLook.slices) * firstLook.of)
    const of = Math.max(slicesLooked + 1, Math.ceil(about / sliceOfAbout))
    const slices: Counted[] = []
    for (const slice of spread(slicesLooked, of)) slices.push((await countAll(ports, count, slice)) ?? nobody)
    return estimated(slices, of)
  }

type Count = (customers: readonly Customer[]) => Counted | Promise<Counted>

/** Counts page by page; undefined where there are more than `atMost`. */
const countAll = async (
  { directory }: Pick<Ports, 'directory'>,
  count: Count,
  slice: Slice | undefined,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Counted | undefined> => {
  let counts = nobody
  let after: string | undefined
  do {
    const page = await directory.list({
      limit: customersAtOnce,
      ...(slice && { slice }),
      ...(after === undefined ? {} : { after }),
    })
    if (counts.total + page.customers.length > atMost) return undefined
    counts = added(counts, await count(page.customers))
    after = page.next
  } while (after !== undefined)
  return counts
}

const ofAll: Count = (customers) => ({ ...nobody, total: customers.length })

const spread = (slices: number, of: number): Slice[] =>
  Array.from({ length: slices }, (_, i) => ({ index: Math.floor((i * of) / slices), of }))

const counter =
  (ports: Pick<Ports, 'people'>, match: Match, now: number): Count =>
  async (customers) => {
    const matching = await match(customers)
    const ledgerIds = matching.map(({ id }) => `customer:${id}`)
    const { ledgers } = await ports.people.find({ customerIds: [], ledgerIds })
    const consented = matching.filter(({ id, staff }) => {
      const ledger = ledgers.get(`customer:${id}`) ?? emptyLedger
      return !staff && !ledger.erased && !ledger.doNotContact && hasConsent(ledger, 'marketing', now)
    })
    return {
      total: customers.length,
      matching: matching.length,
      consented: consented.length,
      reachable: consented.filter(({ deviceIds }) => deviceIds.length > 0).length,
    }
  }
