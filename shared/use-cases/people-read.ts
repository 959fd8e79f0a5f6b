import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import { applied, noRuns, type PendingRuns, type Runs } from '#shared/domain/runs.ts'
import type { PeopleFound } from '#shared/ports.ts'

/**
 * A ledger and its runs as they are in force: what the ledger has pending is in the runs, and out of the ledger. `unfinished` is
 * what was pending and may not have been done, because whoever wrote it was cut short.
 */
export type Kept = { ledger: Ledger; runs: Runs; unfinished: PendingRuns | undefined }

/** Undefined: the runs were read before the ledger, and too much happened in between; read again. */
export const keptOf = (found: PeopleFound, ledgerId: string): Kept | undefined => {
  const { pending, ...ledger } = found.ledgers.get(ledgerId) ?? emptyLedger
  const runs = found.runs.get(ledgerId) ?? noRuns
  if (pending === undefined || pending.change.sequence <= runs.sequence) return { ledger, runs, unfinished: undefined }
  if (pending.change.sequence > runs.sequence + 1) return undefined
  return { ledger, runs: applied(runs, pending.change), unfinished: pending }
}
