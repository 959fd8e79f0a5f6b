import type { HealthBoard, UsualHour } from '#shared/domain/health.ts'
import type { Health, KeptNote } from '#shared/ports.ts'

/** Notes, boards and what is usual, in memory. */
export const memoryHealth = (): Health => {
  const notes = new Map<string, KeptNote[]>()
  const boards = new Map<string, HealthBoard>()
  const hours = new Map<string, UsualHour>()
  let written = 0
  return {
    note: async (venueId, note) => {
      const kept = { noteId: String(++written), note: structuredClone(note) }
      notes.set(venueId, [...(notes.get(venueId) ?? []), kept])
    },
    notes: async (venueId) => structuredClone(notes.get(venueId) ?? []),
    forgetNotes: async (venueId, noteIds) => {
      notes.set(
        venueId,
        (notes.get(venueId) ?? []).filter(({ noteId }) => !noteIds.includes(noteId)),
      )
    },
    board: async (venueId) => structuredClone(boards.get(venueId)),
    saveBoard: async (venueId, board) => {
      if ((boards.get(venueId)?.version ?? 0) !== board.version) return 'conflict'
      boards.set(venueId, structuredClone({ ...board, version: board.version + 1 }))
      return 'written'
    },
    usualHour: async (venueId, hourOfWeek) => structuredClone(hours.get(`${venueId}#${hourOfWeek}`)),
    saveUsualHour: async (venueId, hourOfWeek, hour) => {
      hours.set(`${venueId}#${hourOfWeek}`, structuredClone(hour))
    },
  }
}
