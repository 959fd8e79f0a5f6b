import { renameSync, rmSync } from 'node:fs'
import { type AppendLog, openAppendLog } from './append-log.ts'

/** What is still to be done, by id, in the order of its first arrival. Survives a kill. */
export type PendingLog<T> = {
  readonly entries: ReadonlyMap<string, T>
  set(entries: readonly (readonly [id: string, value: T])[]): void
  delete(ids: readonly string[]): void
  close(): void
}

/** Written over once this many lines are stale, and more are stale than not. */
const compactAfterLines = 10_000

export const openPendingLog = <T>(path: string): PendingLog<T> => {
  const entries = new Map<string, T>()
  let lines = 0
  rmSync(`${path}.new`, { force: true }) // a compaction that a crash cut short

  const read = (line: string) => {
    const [id, value] = JSON.parse(line) as [string, T?]
    if (value === undefined) entries.delete(id)
    else entries.set(id, value)
    lines += 1
  }

  let log: AppendLog = openAppendLog(path, read)

  const append = (changes: readonly (readonly unknown[])[]) => {
    if (changes.length === 0) return
    log.append(changes.map((change) => `${JSON.stringify(change)}\n`).join(''))
    lines += changes.length
  }

  const compact = () => {
    const stale = lines - entries.size
    if (stale < compactAfterLines || stale < entries.size) return
    const fresh = openAppendLog(`${path}.new`, () => undefined)
    if (entries.size > 0) fresh.append([...entries].map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    renameSync(`${path}.new`, path)
    log.close()
    log = fresh
    lines = entries.size
  }

  /** What is done has no reason to stay: a gateway's message holds hardware addresses. */
  const forget = () => {
    log.clear()
    lines = 0
  }

  if (entries.size === 0 && lines > 0) forget()

  return {
    entries,
    set(changes) {
      append(changes)
      for (const [id, value] of changes) entries.set(id, value)
      compact()
    },
    delete(ids) {
      append(ids.map((id) => [id]))
      for (const id of ids) entries.delete(id)
      if (entries.size === 0 && lines > 0) forget()
      else compact()
    },
    close: () => log.close(),
  }
}
