import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Ports } from '#shared/ports.ts'
import { engageVisitors, type Failure } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aroundPorts, type Call, type Go } from './around.ts'
import type { Fault, Schedule } from './schedule.ts'
import type { turns } from './turns.ts'

/** How an invocation ended. After `died` the process is gone, or goes on as a zombie: nobody listens to it any more. */
type Ended = { kind: 'answered'; failures: readonly Failure[] } | { kind: 'rejected' } | { kind: 'died' }

/** What a batch wrote to the journal, by whatever process. */
export type Written = { batch: number; entry: JournalEntry }

const zombieTurns = 12 // enough for a retry to overtake it

/** Processes of engage-visitors over one store, whose calls take turns and go wrong by a schedule. `told` is what went wrong. */
export const faultyProcesses = (real: Ports, { faults }: Schedule, { mine }: ReturnType<typeof turns>) => {
  const told: string[] = []
  const written: Written[] = []
  let calls = 0
  let batches = 0

  const start = () => {
    let isDead = false
    let batch = 0
    let die = () => {}
    const suffer = async (fault: Fault | undefined, { args }: Call, go: Go): Promise<unknown> => {
      switch (fault) {
        case undefined:
          return go()
        case 'done, answer lost':
          await go()
          throw new Error(fault)
        case 'done twice, first answer lost':
          await go()
          return go()
        case 'done in part': {
          const [list, ...others] = args
          if (Array.isArray(list)) await go([list.slice(0, Math.floor(list.length / 2)), ...others])
          throw new Error(fault)
        }
        case 'crash before it':
        case 'crash after it':
          if (fault === 'crash after it') await go()
          isDead = true
          die()
          return never()
        case 'zombie':
          die()
          await mine(zombieTurns)
          return go()
        default:
          throw new Error(fault)
      }
    }
    const ports = aroundPorts(real, async (call, go) => {
      await mine()
      if (isDead) return never()
      const atCall = ++calls
      const fault = faults.find((one) => one.atCall === atCall)?.fault
      if (fault !== undefined) told.push(`call ${atCall}, in batch ${batch}, ${call.name}: ${fault}`)
      return suffer(fault, call, go)
    })
    const { append } = ports.journal
    const journal = {
      append: async (entries: readonly JournalEntry[]) => {
        written.push(...entries.map((entry) => ({ batch, entry })))
        await append(entries)
      },
    }
    const engage = engageVisitors({ ...ports, journal }, () => mine())
    /** Hands a batch to this process. */
    const invoke = (records: readonly StreamedRecord[]): Promise<Ended> => {
      batch = ++batches
      return new Promise((resolve) => {
        die = () => resolve({ kind: 'died' })
        engage(records).then(
          (failures) => resolve({ kind: 'answered', failures }),
          () => resolve({ kind: 'rejected' }),
        )
      })
    }
    return { invoke }
  }
  return { start, told, written }
}

const never = () => new Promise<never>(() => {})
