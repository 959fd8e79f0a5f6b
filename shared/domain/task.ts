import type { Caller } from './audit.ts'
import type { Task } from './effect.ts'

export const taskStates = ['open', 'claimed', 'done'] as const
export type TaskState = (typeof taskStates)[number]

/** A task as it is kept: who took it on and when, and when it was done, in milliseconds since 1970. */
export type KeptTask = {
  task: Task
  version: number
  claim?: { by: Caller; at: number }
  doneAt?: number
}

/** Why somebody can't take a task on, or can't finish it. `by` is who has it. */
export type TaskRefusal = { refused: 'claimed' | 'done' | 'expired' | 'open'; by?: Caller }

export const newTask = (task: Task): KeptTask => ({ task, version: 0 })

export const stateOfTask = ({ claim, doneAt }: KeptTask): TaskState => {
  if (doneAt !== undefined) return 'done'
  return claim === undefined ? 'open' : 'claimed'
}

/** Takes a task on, for one person. Whoever has it already may say so again. */
export const claimTask = (kept: KeptTask, by: Caller, now: number): KeptTask | TaskRefusal => {
  if (kept.claim?.by.subject === by.subject) return kept
  const state = stateOfTask(kept)
  if (kept.claim !== undefined && state !== 'open') return { refused: state, by: kept.claim.by }
  if (now >= kept.task.expiresAt) return { refused: 'expired' }
  return { ...kept, claim: { by, at: now } }
}

/** Finishes a task, by whoever took it on; also one that has run out meanwhile. Saying so again changes nothing. */
export const finishTask = (kept: KeptTask, by: Caller, now: number): KeptTask | TaskRefusal => {
  if (kept.claim === undefined) return { refused: 'open' }
  if (kept.claim.by.subject !== by.subject) {
    return { refused: kept.doneAt === undefined ? 'claimed' : 'done', by: kept.claim.by }
  }
  return kept.doneAt === undefined ? { ...kept, doneAt: now } : kept
}

/** Where a task stands among those of its state: open ones by when they are due, the others by when they came to it. */
export const taskPlaceOf = ({ task, claim, doneAt }: KeptTask): string =>
  `${String(doneAt ?? claim?.at ?? task.expiresAt).padStart(15, '0')}#${task.id}`
