import { type Api, ApiRefusal } from '../api.ts'
import { keyOf, pathOf } from './kinds.ts'
import type { Change, Plan } from './plan.ts'
import type { FileFault, Resource } from './read-folder.ts'
import { inFiles } from './validate.ts'

/** What was done of a plan. Where it stopped, why: whatever was done before stays done, and a new plan has the rest. */
export type Applied = {
  done: readonly Change[]
  stopped?: { at: string; reason: string; faults: readonly FileFault[] }
}

/** Does what was planned, change by change, and stops at the first that the API refuses. */
export const applyPlan = async (api: Api, { changes }: Plan, resources: readonly Resource[]): Promise<Applied> => {
  const done: Change[] = []
  for (const change of changes) {
    try {
      await perform(api, change)
      done.push(change)
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error
      const key = keyOf(change)
      const faults = error.issues.map((issue) => ({ ...issue, path: `${key.replace('/', '.')}.${issue.path}` }))
      const reason =
        error.status === 412
          ? `${key} is not what it was when this was planned: somebody changed it. Plan again.`
          : error.message
      return { done, stopped: { at: key, reason, faults: inFiles(faults, resources) } }
    }
  }
  return { done }
}

const perform = async (api: Api, change: Change): Promise<unknown> => {
  const path = pathOf(change.kind, change.id)
  if (change.action === 'create') return api.put(path, change.value, { 'if-none-match': '*' })
  const only = change.etag === undefined ? {} : { 'if-match': change.etag }
  return change.action === 'update' ? api.put(path, change.value, only) : api.remove(path, only)
}

/** What publishing all drafts came to: the version that is live now, or the faults at their places in the files. */
export const publishDrafts = async (
  api: Api,
  resources: readonly Resource[],
): Promise<{ published: string } | { faults: readonly FileFault[]; reason: string }> => {
  try {
    const { published } = await api.post<{ published: string }>('/publish', {})
    return { published }
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.issues.length === 0) throw error
    return {
      faults: inFiles(error.issues, resources),
      reason: 'Nothing was published: the drafts do not fit together.',
    }
  }
}
