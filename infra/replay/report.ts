import { createHash } from 'node:crypto'
import type { Moment } from '#shared/domain/moment.ts'
import { percentile } from '../local/percentile.ts'
import { accuracyOf } from './accuracy.ts'
import type { Happenings, Promised } from './happenings.ts'
import type { Stopwatch } from './latency.ts'
import type { Shopper } from './load.ts'
import type { Half, Recording } from './recording.ts'
import type { HalfSummary, Summary } from './summary.ts'
import type { Tally } from './tally.ts'

/** All that a replay has written down. `startOf` is when each device's walk began, in the system's time. */
export type Notes = {
  tally: Tally
  happenings: Happenings
  stopwatch: Stopwatch
  trouble: Set<string>
  startOf: Map<string, number>
  /** Ids of the messages that each phone showed, in order. */
  received: Map<string, string[]>
}

/** What a replay came to, but for what it cost. */
export type Report = Omit<Summary, 'sdkCalls' | 'memory' | 'elapsedSeconds' | 'times'>

/** Makes the report of a replay from its notes. */
export const reportOf = (notes: Notes, shoppers: readonly Shopper[], { plans }: Recording): Report => {
  const { tally, happenings, stopwatch, startOf } = notes
  const halfOf = (half: Half): HalfSummary => {
    const own = shoppers.filter(({ walk }) => walk.half === half)
    const ids = own.map(deviceIdOf)
    const { moments, promised } = happenings.of(ids)
    const byDevice = Map.groupBy(moments, ({ deviceId }) => deviceId)
    const replayed = own.flatMap(({ walk, identity: { deviceId } }) => {
      const startedAt = startOf.get(deviceId)
      return startedAt === undefined ? [] : [{ walk, startedAt, moments: byDevice.get(deviceId) ?? [] }]
    })
    return {
      walks: own.length,
      ...tally.count(ids),
      moments: moments.length,
      messages: promised.length,
      accuracy: accuracyOf(replayed, plans),
    }
  }

  const ids = shoppers.map(deviceIdOf)
  const { moments, promised, underWay, suppressed } = happenings.of(ids)
  const latencies = stopwatch.latencies(promised)
  return {
    ...tally.count(ids),
    moments: moments.length,
    messages: promised.length,
    messagesDigest: digestOf(promised, shoppers),
    suppressed,
    latencyMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    undelivered: underWay.length,
    openVisits: openVisits(moments),
    strangers: tally.strangers(),
    trouble: [...notes.trouble],
    halves: { learning: halfOf('learning'), unseen: halfOf('unseen') },
  }
}

export const deviceIdOf = ({ identity }: Shopper): string => identity.deviceId

/** The same for the same messages, whatever ids the phones got: for which walk, because of which sighting, saying what. */
const digestOf = (promised: readonly Promised[], shoppers: readonly Shopper[]): string => {
  const walkOf = new Map(shoppers.map((shopper) => [deviceIdOf(shopper), shopper.walk.id]))
  const lines = promised.map(({ deviceId, sightingId, says }) => `${walkOf.get(deviceId)} ${sightingId} ${says}`)
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16)
}

/** Visits that were opened and not closed. */
export const openVisits = (moments: readonly Moment[]): number =>
  moments.filter(({ kind }) => kind === 'venue.enter').length -
  moments.filter(({ kind }) => kind === 'venue.exit').length
