import type { Job } from '#shared/domain/job.ts'
import type { Files, Jobs } from '#shared/ports.ts'
import { versionedStore } from './versions.ts'

export const memoryJobs = (): Jobs => {
  const store = versionedStore<Job>()
  const keys: string[] = []
  const keyOf = ({ venueId, id }: Pick<Job, 'venueId' | 'id'>) => `${venueId}/${id}`
  const find = (key: string) => store.find([key]).get(key)
  return {
    find: async (venueId, id) => find(keyOf({ venueId, id })),
    list: async (venueId, limit) =>
      keys
        .filter((key) => key.startsWith(`${venueId}/`))
        .toSorted((a, b) => (a < b ? 1 : -1))
        .slice(0, limit)
        .flatMap((key) => find(key) ?? []),
    save: async (job) => {
      const written = store.save(keyOf(job), job)
      if (written === 'written' && !keys.includes(keyOf(job))) keys.push(keyOf(job))
      return written
    },
  }
}

const linksLastMs = 15 * 60 * 1000

/** Files whose addresses lead nowhere. */
export const memoryFiles = (): Files => {
  const files = new Map<string, Uint8Array>()
  const link = (key: string, now: number) => ({ url: `memory:${key}`, expiresAt: now + linksLastMs })
  return {
    uploadLink: async (key, bytes, now) => ({
      ...link(key, now),
      method: 'PUT',
      headers: { 'content-length': String(bytes) },
    }),
    downloadLink: async (key, _, now) => link(key, now),
    read: async (key) => {
      const body = files.get(key)
      return body && { bytes: body.length, body: inOne(body.slice()) }
    },
    write: async (key, body) => {
      files.set(key, body.slice())
    },
  }
}

async function* inOne(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body
}
