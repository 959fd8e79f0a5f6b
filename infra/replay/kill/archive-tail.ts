import { closeSync, globSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { linesOf } from '../../local/files/append-log.ts'

/** Reads the archive of a laptop that lives in another process, and dies at times: the files are all that it leaves. */
export const tailArchive = (folder: string, take: (entry: JournalEntry) => void): { readOn(): void } => {
  const offsets = new Map<string, number>()
  return {
    readOn: () => {
      for (const path of globSync(join(folder, 'archive', '**', '*.ndjson')).toSorted()) {
        const file = openSync(path, 'r')
        try {
          for (const { line, end } of linesOf(file, offsets.get(path) ?? 0)) {
            offsets.set(path, end)
            take(JSON.parse(line) as JournalEntry)
          }
        } finally {
          closeSync(file)
        }
      }
    },
  }
}
