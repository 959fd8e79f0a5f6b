import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Api } from '../api.ts'
import { type Draft, listDrafts, readDrafts } from './drafts.ts'
import type { Kind } from './kinds.ts'
import { writeSchemas } from './write-schemas.ts'

type Exported = Pick<Draft, 'kind' | 'id' | 'value'>

const longest = 120 // characters of a line

/** Writes all drafts into a new folder, a file each, and the schemas for editors. Returns how many there are. Throws if something is there already. */
export const exportDrafts = async (api: Api, folder: string): Promise<number> => {
  const drafts = await readDrafts(api, await listDrafts(api))
  return write(folder, drafts)
}

const write = (folder: string, resources: readonly Exported[]): number => {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).some((name) => !name.startsWith('.')))
    throw new Error(`"${folder}" is not empty: export into a new folder, and compare the two.`)
  writeSchemas(folder)
  for (const { kind, id, value } of resources) {
    const [place, text] = kind === 'settings' ? ['.', textOf(kind, value)] : [kind, textOf(kind, withoutId(value))]
    mkdirSync(join(folder, place), { recursive: true })
    writeFileSync(join(folder, place, `${id}.yaml`), text)
  }
  return resources.length
}

/** The file's name says it. */
const withoutId = ({ id: _, ...value }: Record<string, unknown>) => value

const textOf = (kind: Kind, value: Record<string, unknown>): string => {
  const schema = kind === 'settings' ? `.usher/schemas/${kind}.json` : `../.usher/schemas/${kind}.json`
  // without anchors: what happens to be equal is not the same for whoever edits it
  return `# yaml-language-server: $schema=${schema}\n${stringify(value, { lineWidth: longest, aliasDuplicateObjects: false })}`
}
