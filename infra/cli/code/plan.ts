import type { Api } from '../api.ts'
import { byKey, listDrafts, readDrafts } from './drafts.ts'
import { type FieldChange, fieldChanges } from './field-changes.ts'
import { asWritten, type Kind, keyOf, kindNames } from './kinds.ts'
import type { Resource } from './read-folder.ts'

/** What becomes of one draft. `etag` is what was planned against: whoever changed it meanwhile, keeps the change. */
export type Change = { kind: Kind; id: string } & (
  | { action: 'create'; file: string; value: Record<string, unknown> }
  | { action: 'update'; file: string; value: Record<string, unknown>; fields: FieldChange[]; etag: string | undefined }
  | { action: 'destroy'; etag: string | undefined }
)

/** What makes the drafts like a folder, in the order in which it can be done. `unmanaged` are drafts that no file is of. */
export type Plan = { changes: readonly Change[]; unmanaged: readonly string[] }

/** Compares a folder with the drafts. Drafts that no file is of are destroyed only if that is asked for. */
export const planFolder = async (
  api: Api,
  resources: readonly Resource[],
  { prune }: { prune: boolean },
): Promise<Plan> => {
  const listed = await listDrafts(api)
  const wanted = new Set(resources.map(keyOf))
  const others = listed.filter((one) => !wanted.has(keyOf(one)) && one.kind !== 'settings')
  const there = listed.filter((one) => wanted.has(keyOf(one)))
  const drafts = byKey(await readDrafts(api, prune ? [...there, ...others] : there))
  const puts = resources
    .toSorted((a, b) => orderOf(a) - orderOf(b) || (a.id < b.id ? -1 : 1))
    .flatMap((resource): Change[] => {
      const { kind, id, file } = resource
      const value = asWritten(kind, resource.value)
      const draft = drafts.get(keyOf(resource))
      if (!draft) return [{ action: 'create', kind, id, file, value }]
      const fields = fieldChanges(draft.value, value)
      return fields.length === 0 ? [] : [{ action: 'update', kind, id, file, value, fields, etag: draft.etag }]
    })
  if (!prune) return { changes: puts, unmanaged: others.map(keyOf).toSorted() }
  // what refers to others goes first
  const gone = others
    .toSorted((a, b) => orderOf(b) - orderOf(a) || (a.id < b.id ? -1 : 1))
    .flatMap(({ kind, id }): Change[] => {
      const draft = drafts.get(keyOf({ kind, id }))
      return draft ? [{ action: 'destroy', kind, id, etag: draft.etag }] : []
    })
  return { changes: [...puts, ...gone], unmanaged: [] }
}

const orderOf = ({ kind }: { kind: Kind }) => kindNames.indexOf(kind)

/** How many are added, changed and destroyed. */
export const countsOf = ({ changes }: Plan): { add: number; change: number; destroy: number } => {
  const count = (action: Change['action']) => changes.filter((one) => one.action === action).length
  return { add: count('create'), change: count('update'), destroy: count('destroy') }
}
