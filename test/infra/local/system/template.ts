import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { synthesize } from '#infra/synth.ts'

/** The checkout: where `npm start` is run, and where its cdk.out lies. */
export const root = fileURLToPath(new URL('../../../..', import.meta.url))

const lock = join(root, 'node_modules', '.cache', 'usher-synthesis.lock')
const longestSynthesisInMillis = 60_000

/** The template that `npm start` runs, synthesized if need be. Test files that start together wait for one synthesis. */
export const currentTemplate = async (): Promise<string> => {
  mkdirSync(dirname(lock), { recursive: true })
  while (!locked()) await sleep(50)
  try {
    return (await synthesize(join(root, 'cdk.out'))).template
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

const locked = (): boolean => {
  try {
    mkdirSync(lock)
    return true
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0
    // whoever made it was killed
    if (Date.now() - made > longestSynthesisInMillis) rmSync(lock, { recursive: true, force: true })
    return false
  }
}
