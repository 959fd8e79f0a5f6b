import type { Task } from '#shared/domain/effect.ts'
import { pageOf } from '#shared/domain/page-of.ts'
import { type KeptTask, newTask, stateOfTask, taskPlaceOf } from '#shared/domain/task.ts'
import type { Tasks } from '#shared/ports/journeys.ts'
import { versionedStore } from './versions.ts'

/** `raised` is each task as it was raised, by its id. */
export const memoryTasks = (): { tasks: Tasks; raised: ReadonlyMap<string, Task> } => {
  const raised = new Map<string, Task>()
  const store = versionedStore<KeptTask>()
  const keys = new Set<string>()
  const keyOf = (venueId: string, taskId: string) => `${venueId}/${taskId}`
  const save = (kept: KeptTask) => {
    const key = keyOf(kept.task.venueId, kept.task.id)
    keys.add(key)
    return store.save(key, kept)
  }
  const tasks: Tasks = {
    raise: async (some) => {
      for (const task of some) if (save(newTask(task)) === 'written') raised.set(task.id, structuredClone(task))
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
  return { tasks, raised }
}
