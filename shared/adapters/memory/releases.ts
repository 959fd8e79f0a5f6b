import { isDeepStrictEqual } from 'node:util'
import { type Feed, feedsAt } from '#shared/domain/feed.ts'
import { countsOfRelease, noPauses, type ReleaseContent, withPause } from '#shared/domain/release.ts'
import type { LivePointer, ReleaseSummary, Releases } from '#shared/ports.ts'

/** Published releases, and what is in force now. */
export const memoryReleases = (): Releases => {
  const stored = new Map<string, { content: ReleaseContent; summary: ReleaseSummary }>()
  let pointer: Omit<LivePointer, 'feeds'> = { version: undefined, pauses: noPauses, acceptance: {}, orders: {} }
  const feeds = new Map<string, Feed>()
  return {
    pointer: async (now) => structuredClone({ ...pointer, feeds: feedsAt(Object.fromEntries(feeds), now) }),
    liveVersion: async () => pointer.version,
    load: async (version) => structuredClone(stored.get(version)?.content),
    loadVenue: async (version, venueId) =>
      structuredClone(stored.get(version)?.content.venues.find(({ id }) => id === venueId)),
    summary: async (version) => structuredClone(stored.get(version)?.summary),
    list: async ({ limit, after }) => {
      const releases: ReleaseSummary[] = []
      let version = after === undefined ? pointer.version : stored.get(after)?.summary.previous
      while (version !== undefined && releases.length < limit) {
        const summary: ReleaseSummary | undefined = stored.get(version)?.summary
        if (!summary) break
        releases.push(structuredClone(summary))
        version = summary.previous
      }
      const last = releases.at(-1)
      return { releases, ...(last?.previous === undefined ? {} : { next: last.version }) }
    },
    publish: async (content, previous, note) => {
      const { version, publishedAt } = content
      const replaced = previous === undefined || previous === version ? {} : { previous }
      const made = {
        content,
        summary: { version, publishedAt, ...replaced, ...note, counts: countsOfRelease(content) },
      }
      const before = stored.get(version)
      if (before !== undefined && !isDeepStrictEqual(before, made)) return 'conflict'
      stored.set(version, structuredClone(made))
      if (pointer.version !== previous) return 'conflict'
      pointer = { ...pointer, version }
      return 'written'
    },
    setPause: async (target, paused) => {
      pointer = { ...pointer, pauses: withPause(pointer.pauses, target, paused) }
      return structuredClone(pointer.pauses)
    },
    feeds: async () => structuredClone(Object.fromEntries(feeds)),
    setFeed: async (name, feed) => {
      if (feed) feeds.set(name, structuredClone(feed))
      else feeds.delete(name)
    },
    setAcceptance: async (acceptance) => {
      pointer = { ...pointer, acceptance: structuredClone(acceptance) }
    },
    setRunOrder: async (journeyId, order) => {
      const { [journeyId]: _, ...others } = pointer.orders
      pointer = { ...pointer, orders: order ? { ...others, [journeyId]: structuredClone(order) } : others }
    },
  }
}
