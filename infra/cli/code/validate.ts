import { releaseFaults } from '#shared/domain/release-faults.ts'
import { contentTextFaults } from '#shared/templates/content-faults.ts'
import { contentOf, type FolderContent } from './folder-content.ts'
import { keyOf } from './kinds.ts'
import type { FileFault, Folder, Resource } from './read-folder.ts'

/** A fault with its place among all that is published: `journeys.welcome.steps[0].message.title`. */
type ReleaseFault = { path: string; reason: string; example?: unknown }

/** All that keeps a folder from being published, file by file: what is wrong in each of them, and what does not fit together. */
export const validateFolder = (folder: Folder): readonly FileFault[] => {
  // while a file can't be read, whoever refers to it would be at fault
  const together = folder.faults.length > 0 ? [] : inFiles(faultsTogether(contentOf(folder)), folder.resources)
  return [...folder.faults, ...together].toSorted(byPlace)
}

/** As publishing asks: what refers to nothing, and what would not be sent to a persona. */
const faultsTogether = (content: FolderContent) => [
  ...releaseFaults(content),
  ...contentTextFaults(content, content.personas),
]

/** Faults of what is published together, at their places in the files. */
export const inFiles = (faults: readonly ReleaseFault[], resources: readonly Resource[]): FileFault[] =>
  faults.map(({ path, reason, example }) => {
    const of = resources.filter((one) => isWithin(path, dotted(one))).toSorted((a, b) => b.id.length - a.id.length)[0]
    const field = of === undefined ? path : path.slice(dotted(of).length).replace(/^\./, '')
    const place = of === undefined ? { line: 1, column: 1 } : of.locate(field)
    return { file: of?.file ?? '.', ...place, path: field, reason, ...(example === undefined ? {} : { example }) }
  })

const dotted = (resource: Resource) => keyOf(resource).replace('/', '.')
const isWithin = (path: string, of: string) => path === of || path.startsWith(`${of}.`)

const byPlace = (a: FileFault, b: FileFault) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column

/** One line a fault, as compilers write them, so that editors find the place. */
const faultText = ({ file, line, column, path, reason, example }: FileFault): string => {
  const field = path ? `${path}: ` : ''
  const right = example === undefined ? '' : `\n    such as ${cut(JSON.stringify(example))}`
  return `${file}:${line}:${column}: ${field}${reason}${right}`
}

const longestExample = 200
const cut = (text: string) => (text.length > longestExample ? `${text.slice(0, longestExample - 1)}…` : text)

export const faultsText = (faults: readonly FileFault[]): string =>
  [...faults.map(faultText), `${faults.length} fault${faults.length === 1 ? '' : 's'}.`].join('\n')
