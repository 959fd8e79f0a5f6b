import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Enrolment } from '#shared/client/enrol.ts'

/** The demo phones' identities by person, so that a second start finds the same phones. */
export type Identities = ReadonlyMap<string, Enrolment>

const day = 24 * 60 * 60 * 1000

/** Reads identities that are good for another day. A file that is missing or broken holds none. */
export const readIdentities = async (file: string): Promise<Identities> => {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const kept = Object.entries(parsed(text))
  return new Map(kept.filter(([, { expiresAt }]) => expiresAt > Date.now() + day))
}

/** Replaces the file in one go. Tokens are for their owner's eyes only. */
export const writeIdentities = async (file: string, identities: Identities): Promise<void> => {
  const draft = `${file}.draft`
  await writeFile(draft, JSON.stringify(Object.fromEntries(identities), undefined, 2), { mode: 0o600 })
  await rename(draft, file)
}

const parsed = (text: string): Record<string, Enrolment> => {
  try {
    return JSON.parse(text) as Record<string, Enrolment>
  } catch {
    return {}
  }
}
