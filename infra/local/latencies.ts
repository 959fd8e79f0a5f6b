import type { JournalEntry } from '#shared/domain/journal.ts'
import { percentile } from './percentile.ts'

const remembered = 10_000 // reports and messages whose other half has not come yet

/** p50 and p99 in milliseconds, of `count` values; null where there is none. */
export type Percentiles = { count: number; p50: number | null; p99: number | null }

/**
 * Measures from a report's publish on MQTT to its message's delivery on the phone, by wall time in milliseconds.
 * Three things are told: the publish first, then in any order the delivery and the journal's word which caused which.
 */
export const createLatencies = () => {
  const publishedAt = new Map<string, number>()
  const shownAt = new Map<string, number>()
  const causes = new Map<string, string>()
  const values: number[] = []

  const settle = (messageId: string) => {
    const sightingId = causes.get(messageId)
    const from = sightingId === undefined ? undefined : publishedAt.get(sightingId)
    const to = shownAt.get(messageId)
    if (from === undefined || to === undefined) return
    values.push(to - from)
    if (values.length > remembered) values.shift()
    shownAt.delete(messageId)
    causes.delete(messageId)
  }

  return {
    published(sightingIds: readonly string[], at: number) {
      for (const id of sightingIds) keep(publishedAt, id, at)
    },
    shown(messageId: string, at: number) {
      keep(shownAt, messageId, at)
      settle(messageId)
    },
    journal(entry: JournalEntry) {
      if (entry.type !== 'message' || entry.cause.sightingId === undefined) return
      keep(causes, entry.message.id, entry.cause.sightingId)
      settle(entry.message.id)
    },
    percentiles: (): Percentiles => ({
      count: values.length,
      p50: percentile(values, 0.5),
      p99: percentile(values, 0.99),
    }),
  }
}

/** A map that forgets its oldest entry rather than grow for ever. */
const keep = <V>(map: Map<string, V>, key: string, value: V) => {
  map.set(key, value)
  const oldest = map.size > remembered ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
