import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A hash of the names and contents of these files and folders below `root`, whatever order they come in.
 * Rejects with ENOENT when one is missing.
 */
export const digest = async (root: string, paths: readonly string[]): Promise<string> => {
  const files = (await Promise.all(paths.map((path) => filesBelow(root, path)))).flat().sort()
  const hashes = await Promise.all(files.map(async (file) => sha256(await readFile(join(root, file)))))
  return sha256(JSON.stringify(files.map((file, i) => [file, hashes[i]])))
}

const filesBelow = async (root: string, path: string): Promise<string[]> => {
  if (!(await stat(join(root, path))).isDirectory()) return [path]
  const entries = await readdir(join(root, path), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
}

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
