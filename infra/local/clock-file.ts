import { existsSync, readFileSync } from 'node:fs'
import type { Clock } from './contracts.ts'
import { replaceFile } from './files/replace-file.ts'

const writeEverySeconds = 1 // of real time

/**
 * Where the clock goes on after a restart: never before what it showed, however fast it ran. What is stored bears its
 * times, and would lie in the future otherwise.
 */
export const readClockFile = (path: string): number => {
  const kept = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  return Math.max(Date.now(), Number.isFinite(kept) ? kept : 0)
}

/** Writes the clock down once a second, a second ahead of itself, in case nobody gets to close it. */
export const keepClockFile = (path: string, clock: Clock): { close(): void } => {
  const write = (aheadSeconds: number) =>
    replaceFile(path, String(Math.ceil(clock.now() + aheadSeconds * 1000 * clock.speed)))
  write(writeEverySeconds)
  const timer = setInterval(() => write(writeEverySeconds), writeEverySeconds * 1000)
  timer.unref()
  return {
    close: () => {
      clearInterval(timer)
      write(0)
    },
  }
}
