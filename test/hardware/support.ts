import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GatewayReport, type RefusalReason, Unreadable } from '#shared/hardware/reading.ts'

export const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

/** Runs a reader and hands back the reason where it refuses the whole message; anything else that it throws is a bug. */
export const refusalOf = (read: () => unknown): RefusalReason | 'read' => {
  try {
    read()
    return 'read'
  } catch (error) {
    if (error instanceof Unreadable) return error.reason
    throw error
  }
}

export const reasonsOf = ({ refused }: Pick<GatewayReport, 'refused'>) =>
  refused.map(({ index, reason }) => [index, reason])

/** How many readings there are, and why there are not more. */
export const refusalsOf = ({ readings, refused }: GatewayReport) => [
  readings.length,
  ...refused.map(({ reason, detail }) => [reason, detail]),
]

/** Every way to cut a text short. */
export const prefixesOf = (text: string): string[] => Array.from(text, (_, length) => text.slice(0, length))

type Skip = { skip: (note: string) => never }

/** A file of the real data. Skips the test, and says so, in a checkout that stands without it. */
export const realData = (path: string, { skip }: Skip): string => {
  const file = join(process.env.USHER_DATA ?? '../shared/data', path)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const note = `skipped: ${path} of the real data is not here; set USHER_DATA to its folder`
  console.warn(note)
  return skip(note)
}
