import { decide } from '#shared/domain/decide.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import type { Situation } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { consenting, customerOf } from './crowd.ts'
import { opensAt, releaseOf, zoneCount } from './mall.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'
import { momentOf } from './rules.ts'

/** People who enter each of so many shops, and may get one of its offers. */
export const situationsOf = (journeys: number, zones: number): Situation[] => {
  const rules = rulesOf(compileRelease(releaseOf(journeys, zones)))
  return Array.from({ length: Math.max(zones, zoneCount) }, (_, i) => ({
    occasion: momentOf(i, zones),
    device: { kind: 'phone', staff: false },
    person: { customer: customerOf(i), ledger: consenting, runs: noRuns, stored: noRuns },
    rules,
    granted: new Map(),
    now: opensAt,
  }))
}

/** The whole engine where zones grow with the journeys: each journey that waits for a moment is one decision, with its trace. */
export const measureDecisions = async (journeys: number, seconds: number): Promise<Result> => {
  const situations = situationsOf(journeys, journeys / 10)
  const count = () => situations.reduce((sum, situation) => sum + decide(situation).decisions.length, 0)
  const name = `decide, ${journeys.toLocaleString('en')} journeys: decisions with their traces`
  return { ...(await measureRate(name, { events: count(), seconds }, count)), unit: 'decisions/s' }
}
