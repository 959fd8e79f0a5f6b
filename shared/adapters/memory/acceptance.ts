import type { AcceptanceCounts, LearnedAcceptance } from '#shared/domain/acceptance.ts'
import type { Acceptance } from '#shared/ports/acceptance.ts'
import { versionedStore } from './versions.ts'

const only = 'learned'

/** What was counted and learned of acceptance, in memory. */
export const memoryAcceptance = (): Acceptance => {
  const kept = new Map<string, AcceptanceCounts>()
  const store = versionedStore<LearnedAcceptance>()
  let made = 0
  return {
    note: async (counts) => {
      kept.set(`note-${++made}`, structuredClone(counts))
    },
    notes: async (atMost) =>
      [...kept].slice(0, atMost).map(([noteId, counts]) => ({ noteId, counts: structuredClone(counts) })),
    forgetNotes: async (noteIds) => {
      for (const noteId of noteIds) kept.delete(noteId)
    },
    learned: async () => store.find([only]).get(only),
    saveLearned: async (learned) => store.save(only, learned),
  }
}
