import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a whole file so that a crash leaves either the old text or the new. Makes its folders. */
export const replaceFile = (path: string, text: string | Buffer, mode = 0o644) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode })
  renameSync(`${path}.new`, path)
}
