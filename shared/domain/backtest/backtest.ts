import type { ReceiptOccasion } from '../occasion.ts'
import type { Happening } from '../rehearsal.ts'
import type { Rules } from '../situation.ts'
import type { Cast } from './actors.ts'
import { reportOf, type StageReport } from './report.ts'
import type { SentBy } from './sent-by.ts'
import { createStage, type Stage } from './stage.ts'
import { countedStock } from './stock.ts'

/** One thing out of a recording: something to react to, or what became of a message that was sent then. */
export type Recorded = { happening: Happening } | { by: SentBy | undefined; receipt: ReceiptOccasion }

/** `receipts` were kept where the draft sends the same message, and dropped where it does not. Times in milliseconds since 1970. */
export type BacktestReport = {
  occasions: number
  from?: number
  until?: number
  receipts: { kept: number; dropped: number }
  draft: StageReport
  live?: StageReport
}

export type Backtest = {
  take(recorded: Recorded): void
  occasions(): number
  finish(): BacktestReport
}

/** `graceSeconds` is how long the clock goes on behind the last thing that was recorded: what waits longer is told as open. */
export type BacktestOptions = { draft: Rules; live?: Rules; cast: Cast; graceSeconds: number }

/** Plays what was recorded to a draft, and to another release beside it for comparison. Nothing is sent and nothing stored. */
export const createBacktest = ({ draft, live, cast, graceSeconds }: BacktestOptions): Backtest => {
  const drafted = createStage(draft, countedStock(), cast)
  const lived = live && createStage(live, countedStock(), cast)
  const stages = lived ? [drafted, lived] : [drafted]
  const receipts = { kept: 0, dropped: 0 }
  let occasions = 0
  let from: number | undefined
  let until: number | undefined

  const note = (at: number) => {
    from ??= at
    until = Math.max(until ?? at, at)
  }

  return {
    take: (recorded) => {
      if ('happening' in recorded) {
        occasions += 1
        note(recorded.happening.now)
        for (const stage of stages) stage.take(recorded.happening)
        return
      }
      const { by, receipt } = recorded
      note(receipt.receivedAt)
      const kept = by === undefined ? [] : stages.map((stage) => stage.receive(by, receipt))
      receipts[kept[0] ? 'kept' : 'dropped'] += 1
    },
    occasions: () => occasions,
    finish: () => {
      const end = (until ?? 0) + graceSeconds * 1000
      const told = (stage: Stage, { release }: Rules) => {
        stage.advanceTo(end)
        return reportOf(stage, release)
      }
      return {
        occasions,
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
        receipts,
        draft: told(drafted, draft),
        ...(lived && live && { live: told(lived, live) }),
      }
    },
  }
}
