import { pageOf } from '#shared/domain/page-of.ts'
import { type KeptTask, newTask, stateOfTask, taskPlaceOf } from '#shared/domain/task.ts'
import type { Tasks } from '#shared/ports/journeys.ts'
import { versionedStore } from './versions.ts'

export const memoryTasks = (): Tasks => {
  const store = versionedStore<KeptTask>()
  const keys = new Set<string>()
  const keyOf = (venueId: string, taskId: string) => `${venueId}/${taskId}`
  const save = (kept: KeptTask) => {
    const key = keyOf(kept.task.venueId, kept.task.id)
    keys.add(key)
    return store.save(key, kept)
  }
  return {
    raise: async (tasks) => {
      for (const task of tasks) save(newTask(task))
    },
    find: async (venueId, taskId) => store.find([keyOf(venueId, taskId)]).get(keyOf(venueId, taskId)),
    list: async (venueId, state, page, now) => {
      const kept = [...store.find([...keys]).values()].filter(
        (one) =>
          one.task.venueId === venueId &&
          stateOfTask(one) === state &&
          !(state === 'open' && one.task.expiresAt <= now),
      )
      const isOpen = state === 'open'
      kept.sort((a, b) => (taskPlaceOf(a) < taskPlaceOf(b) === isOpen ? -1 : 1))
      const { entries, ...rest } = pageOf(kept, taskPlaceOf, page, (key, after) => (isOpen ? key > after : key < after))
      return { tasks: entries, ...rest }
    },
    save: async (kept) => save(kept),
  }
}
