import type { JournalEntry } from '#shared/domain/journal.ts'

const charactersSeen = 200 // of what a check saw, once its line is too long

/**
 * An entry as lines of the archive, each of at most so many bytes with its line break. Where one is too long, a decision
 * keeps the beginning of what its checks saw, and outcomes become several lines; of anything else only a count is left.
 */
export const linesOf = (entry: JournalEntry, maxBytes: number): string[] => {
  const line = `${JSON.stringify(entry)}\n`
  if (Buffer.byteLength(line) <= maxBytes) return [line]
  const shorter = shortened(entry)
  return shorter.flatMap((part) => linesOf(part, maxBytes))
}

const shortened = (entry: JournalEntry): JournalEntry[] => {
  if (entry.type === 'outcomes' && entry.outcomes.length > 1) {
    const half = Math.ceil(entry.outcomes.length / 2)
    return [entry.outcomes.slice(0, half), entry.outcomes.slice(half)].map((outcomes) => ({ ...entry, outcomes }))
  }
  if (entry.type === 'decision' && entry.trace.some(({ saw }) => saw.length > charactersSeen)) {
    const trace = entry.trace.map((check) => ({ ...check, saw: check.saw.slice(0, charactersSeen) }))
    return [{ ...entry, trace }]
  }
  return [{ type: 'counted', at: entry.at, source: 'journal', reason: `${entry.type}_too_large`, count: 1 }]
}
