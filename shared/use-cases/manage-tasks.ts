import type { Caller } from '#shared/domain/audit.ts'
import type { Page } from '#shared/domain/page-of.ts'
import {
  claimTask,
  finishTask,
  type KeptTask,
  stateOfTask,
  type TaskRefusal,
  type TaskState,
} from '#shared/domain/task.ts'
import type { Ports } from '#shared/ports.ts'
import type { TaskAnswer } from '#shared/schemas/tasks.ts'

const maxTries = 5

/** The tasks of a venue: the open ones that still can be done, soonest due first; of the others the newest first. */
export const listTasks =
  ({ tasks }: Pick<Ports, 'tasks'>) =>
  async (
    venueId: string,
    state: TaskState,
    page: Page,
    now: number,
  ): Promise<{ tasks: TaskAnswer[]; next?: string }> => {
    const { tasks: found, ...rest } = await tasks.list(venueId, state, page, now)
    return { tasks: found.map(taskAnswerOf), ...rest }
  }

type Change = (kept: KeptTask, by: Caller, now: number) => KeptTask | TaskRefusal

const changeTask =
  (change: Change) =>
  ({ tasks }: Pick<Ports, 'tasks'>) =>
  async (
    venueId: string,
    taskId: string,
    { by, now }: { by: Caller; now: number },
  ): Promise<TaskAnswer | TaskRefusal | undefined> => {
    for (let tries = 1; tries <= maxTries; tries++) {
      const kept = await tasks.find(venueId, taskId)
      if (kept === undefined) return undefined
      const changed = change(kept, by, now)
      if ('refused' in changed) return changed
      if (changed === kept || (await tasks.save(changed)) === 'written') return taskAnswerOf(changed)
    }
    throw new Error(`task ${taskId} of ${venueId} was contested ${maxTries} times in a row`)
  }

/** Takes a task on: of all who ask at once one gets it. Undefined: there is no such task. */
export const claimTaskOf = changeTask(claimTask)

export const finishTaskOf = changeTask(finishTask)

const taskAnswerOf = (kept: KeptTask): TaskAnswer => {
  const { task, claim, doneAt } = kept
  const { to: _, ...told } = task
  return {
    ...told,
    state: stateOfTask(kept),
    ...(claim && {
      claimedBy: claim.by,
      claimedAt: claim.at,
      waitedSeconds: Math.round((claim.at - task.raisedAt) / 1000),
    }),
    ...(claim && doneAt !== undefined && { doneAt, tookSeconds: Math.round((doneAt - claim.at) / 1000) }),
  }
}
