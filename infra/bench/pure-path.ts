import { decide } from '#shared/domain/decide.ts'
import type { Ledger } from '#shared/domain/ledger.ts'
import { advance, type Presence } from '#shared/domain/presence.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import type { Decision, Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { readRecord, type StreamedRecord } from '#shared/use-cases/read-record.ts'
import { consenting, customerOf, presenceOf, recordOf, sightingsPerReport } from './crowd.ts'
import { releaseOf } from './mall.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'

const shoppers = 100
const reports = 10 // of each: two shops

/** A shopper's mailbox and her ledger. */
export type Stand = { presence: Presence | undefined; ledger: Ledger }

/** One record, from its bytes to what it promises, with no I/O: decode, fold, decide, claim. */
export const takeRecord = (
  record: StreamedRecord,
  stand: Stand,
  shopper: number,
  rules: Rules,
): { stand: Stand; decisions: readonly Decision[] } => {
  let { presence, ledger } = stand
  const decisions: Decision[] = []
  for (const { event } of readRecord(record).events) {
    const advanced = advance(presence, event, rules.release)
    presence = advanced.presence
    for (const moment of advanced.moments) {
      const decided = decide({
        occasion: moment,
        device: { kind: 'phone', staff: false },
        person: { customer: customerOf(shopper), ledger, runs: noRuns, stored: noRuns },
        rules,
        granted: new Map(),
        now: moment.receivedAt,
      })
      ledger = decided.person.ledger
      decisions.push(...decided.decisions)
    }
  }
  return { stand: { presence, ledger }, decisions }
}

/** The pure path at so many journeys: a crowd's reports one after the other, and again from the start when all are through. */
export const measurePurePath = async (journeys: number, seconds: number): Promise<Result[]> => {
  const release = compileRelease(releaseOf(journeys))
  const rules = rulesOf(release)
  const crowd = Array.from({ length: shoppers }, (_, shopper) => shopper)
  const atOpening = crowd.map((shopper): Stand => ({ presence: presenceOf(shopper, release), ledger: consenting }))
  const records = Array.from({ length: reports }, (_, report) => crowd.map((shopper) => recordOf(shopper, report)))
  const queue = records.flatMap((round) => round.map((record, shopper) => ({ record, shopper })))

  let stands = [...atOpening]
  let next = 0
  const turn = () => {
    if (next === queue.length) {
      next = 0
      stands = [...atOpening]
    }
    const one = queue[next++]
    const stand = one && stands[one.shopper]
    if (!stand) return
    stands[one.shopper] = takeRecord(one.record, stand, one.shopper, rules).stand
  }
  const name = `pure path: decode → presence → decide, ${journeys.toLocaleString('en')} journeys`
  return [await measureRate(name, { events: sightingsPerReport, seconds }, turn)]
}
