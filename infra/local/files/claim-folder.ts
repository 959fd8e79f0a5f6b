import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes a folder this process's own until `release`, or until the process has gone. Throws when another process has it:
 * two would write over each other.
 */
export const claimFolder = (folder: string): { release(): void } => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'usher.pid')
  const write = (flag: 'w' | 'wx') => writeFileSync(path, `${process.pid}\n`, { flag })
  try {
    write('wx')
  } catch {
    const owner = Number(readFileSync(path, 'utf8'))
    if (owner !== process.pid && isRunning(owner)) {
      throw new Error(
        `${folder} is in use by process ${owner}, perhaps another Usher. Stop that one, or take another folder with --data. If it is none, remove ${path}.`,
      )
    }
    write('w')
  }
  return { release: () => rmSync(path, { force: true }) }
}

const isRunning = (pid: number): boolean => {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0) // asks only
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
