import { compileConditions } from '#shared/domain/compile-conditions.ts'
import type { Condition } from '#shared/domain/condition.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { settingsId } from '#shared/domain/resource.ts'
import { noRuns, type Runs } from '#shared/domain/runs.ts'
import { segmentsIn } from '#shared/domain/segment-faults.ts'
import { asksHistory, segmentSubjectOf } from '#shared/domain/segment-subject.ts'
import type { Ports } from '#shared/ports.ts'
import type { Fault } from '#shared/schemas/faults.ts'
import { keptOf } from './people-read.ts'

export type AudiencePorts = Pick<Ports, 'directory' | 'people' | 'releases' | 'drafts'>

/** Those of some customers who match. */
export type Match = (customers: readonly Customer[]) => Promise<readonly Customer[]>

/** Reads all that a condition may ask for, segments as they are drafted. */
export const matcher = async (
  { people, releases, drafts }: Omit<AudiencePorts, 'directory'>,
  condition: Condition,
  now: number,
): Promise<Match> => {
  const [{ feeds }, segments, settings] = await Promise.all([
    releases.pointer(now),
    drafts.listWhole('segments'),
    drafts.find('settings', settingsId),
  ])
  const { holds } = compileConditions(segments, { seeds: settings?.resource.seeds ?? [] }).compile(condition)
  const needsRuns = asksHistory(condition)

  return async (customers) => {
    const ledgerIds = customers.map(({ id }) => `customer:${id}`)
    const found = needsRuns && customers.length > 0 ? await people.find({ customerIds: [], ledgerIds }) : undefined
    const runsOf = (ledgerId: string): Runs => (found && keptOf(found, ledgerId)?.runs) ?? noRuns
    return customers.filter((customer) =>
      holds(segmentSubjectOf(customer, runsOf(`customer:${customer.id}`), feeds, now)),
    )
  }
}

/** The segments that a condition asks for and nobody has drafted: it would hold for nobody, and look as if it did not. */
export const missingSegments = async ({ drafts }: Pick<Ports, 'drafts'>, condition: Condition): Promise<Fault[]> => {
  const asked = segmentsIn(condition)
  if (asked.length === 0) return []
  const known = (await drafts.listWhole('segments')).map(({ id }) => id)
  return asked
    .filter((id) => !known.includes(id))
    .map((id) => ({
      path: 'condition',
      reason: `there is no segment "${id}"`,
      example: { $segment: known[0] ?? 'gold' },
    }))
}
