import { type Condition, compileCondition } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { added, type Counted, type Estimate, estimated, nobody, slicesLooked } from '#shared/domain/estimate.ts'
import { emptyLedger, hasConsent } from '#shared/domain/ledger.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { asksHistory, segmentSubjectOf } from '#shared/domain/segment-subject.ts'
import type { Feeds } from '#shared/domain/situation.ts'
import type { Slice } from '#shared/ports/journeys.ts'
import type { Ports } from '#shared/ports.ts'

export const estimateLimits = {
  exactTo: 20_000, // customers; of more a sample is looked at
  sliceOfAbout: 1000,
  firstLook: { slices: 8, of: 4096 }, // tells how many there are, to within a tenth at the limit
} as const

const customersAtOnce = 1000

type EstimatePorts = Pick<Ports, 'directory' | 'people' | 'releases'>

/** Counts who matches a condition: exactly as long as there are few enough to look at all, else by a sample, and says which. */
export const estimateAudience =
  (ports: EstimatePorts, { exactTo, sliceOfAbout, firstLook } = estimateLimits) =>
  async (condition: Condition, now: number): Promise<Estimate> => {
    const { feeds } = await ports.releases.pointer(now)
    const count = counter(ports, condition, feeds, now)
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

const counter = (
  { people }: Pick<Ports, 'people'>,
  condition: Condition,
  feeds: Feeds,
  now: number,
): Count => {
  const { holds } = compileCondition(condition)
  const needsRuns = asksHistory(condition)
  const find = (customers: readonly Customer[]) =>
    people.find({ customerIds: [], ledgerIds: customers.map(({ id }) => `customer:${id}`) })

  return async (customers) => {
    const runs = needsRuns ? (await find(customers)).runs : new Map()
    const matching = customers.filter((customer) =>
      holds(segmentSubjectOf(customer, runs.get(`customer:${customer.id}`) ?? noRuns, feeds, now)),
    )
    const { ledgers } = await find(matching)
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
}
