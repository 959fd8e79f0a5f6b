import type { Api } from '../api.ts'
import { asWritten, checkAs, type Kind, keyOf, kindNames, pathOf } from './kinds.ts'
import type { Resource } from './read-folder.ts'

/** A draft as the API has it, in a file's shape, with the etag that changing it takes. */
export type Draft = { kind: Kind; id: string; value: Record<string, unknown>; etag: string | undefined }

type Named = Pick<Resource, 'kind' | 'id'>
type Listed = { next?: string } & Readonly<Record<string, { id: string }[]>>

const atOnce = 16 // requests under way

/** The names of all drafts that there are. Settings are always there. */
export const listDrafts = async (api: Api): Promise<Named[]> => {
  const lists = kindNames.map(async (kind): Promise<Named[]> => {
    if (kind === 'settings') return [{ kind, id: kind }]
    const named: Named[] = []
    let after: string | undefined
    do {
      const page: Listed = await api.get(`/${kind}`, after === undefined ? {} : { after })
      named.push(...(page[kind] ?? []).map(({ id }) => ({ kind, id })))
      after = page.next
    } while (after !== undefined)
    return named
  })
  return (await Promise.all(lists)).flat()
}

/** Reads drafts, a few at a time. What is gone meanwhile is left out. */
export const readDrafts = async (api: Api, named: readonly Named[]): Promise<Draft[]> => {
  const drafts: Draft[] = []
  const waiting = [...named]
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const found = await api.read<object>(pathOf(one.kind, one.id))
      if (found) drafts.push({ ...one, value: normal(one, found.value), etag: found.etag })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return drafts
}

/** As a file of it would be read, with defaults; as it is where this version of ours can't read it. */
const normal = ({ kind }: Named, value: object): Record<string, unknown> => {
  const read = checkAs(kind, value)
  return asWritten(kind, 'value' in read ? read.value : value)
}

/** Drafts by their names. */
export const byKey = (drafts: readonly Draft[]): Map<string, Draft> => new Map(drafts.map((one) => [keyOf(one), one]))
