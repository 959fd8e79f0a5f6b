import type { Task } from '#shared/domain/effect.ts'
import type { Explained, Explanations, Tasks } from '#shared/ports/journeys.ts'

export const memoryExplanations = (): Explanations & { all: readonly Explained[] } => {
  const all: Explained[] = []
  return { all, write: async (explained) => void all.push(...structuredClone(explained)) }
}

export const memoryTasks = (): Tasks & { all: ReadonlyMap<string, Task> } => {
  const all = new Map<string, Task>()
  return {
    all,
    raise: async (tasks) => {
      for (const task of tasks) if (!all.has(task.id)) all.set(task.id, structuredClone(task))
    },
  }
}
