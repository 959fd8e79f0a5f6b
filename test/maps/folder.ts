import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MapFile } from '#shared/maps/map-file.ts'

/** The files below a folder. */
export const filesOfFolder = (folder: string): MapFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { name: path.slice(folder.length + 1), open: () => createReadStream(path) }
    })
