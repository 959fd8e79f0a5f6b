import type { Ports } from '#shared/ports.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { faultyProcesses } from './processes.ts'
import type { Schedule } from './schedule.ts'
import { turns } from './turns.ts'

const maxBatches = 1000

/**
 * Delivers shards as Kinesis and Lambda do, side by side: each in order and batch by batch, what fails again from its lowest
 * failed sequence on, what was cut short as a whole and cut anew. A process that died is followed by one that knows nothing.
 * A `meanwhile` takes its turn among the calls. Returns what went wrong, call by call, and what each batch journaled.
 */
export const deliver = async (
  ports: Ports,
  shards: readonly (readonly StreamedRecord[])[],
  schedule: Schedule,
  meanwhile: readonly (() => Promise<unknown>)[] = [],
) => {
  const { mine, run } = turns(schedule.order)
  const { start, told, written } = faultyProcesses(ports, schedule, { mine, run })
  const feed = async (records: readonly StreamedRecord[]) => {
    let process = start()
    const replays = [...schedule.replays]
    let next = 0
    for (let batch = 0; next < records.length; batch++) {
      if (batch === maxBatches) throw new Error(`still at record ${next} after ${maxBatches} batches`)
      const cut = records.slice(next, next + (schedule.cuts[batch % schedule.cuts.length] ?? 1))
      const ended = await process.invoke(cut)
      if (ended.kind === 'died') process = start()
      if (ended.kind !== 'answered') continue
      const failed = new Set(ended.failures.map(({ sequence }) => sequence))
      const lowest = cut.findIndex(({ sequence }) => failed.has(sequence))
      next += lowest === -1 ? cut.length : lowest
      const replay = replays.findIndex(({ afterBatch }) => afterBatch <= batch)
      if (replay !== -1) next = Math.max(0, next - (replays.splice(replay, 1)[0]?.back ?? 0))
    }
  }
  const others = meanwhile.map(async (act, i) => {
    await mine((i + 1) * 7)
    await act()
  })
  await run(Promise.all([...shards.map(feed), ...others]))
  return { told, written }
}
