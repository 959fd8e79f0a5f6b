import { type Cost, rowsOf } from '../cost/cost.ts'
import type { Accuracy } from './accuracy.ts'
import type { Audit } from './kill/audit.ts'
import type { Memory } from './memory.ts'
import type { Half } from './recording.ts'
import type { Count } from './tally.ts'

/** What a replay through kills came to, as the store and the phones have it. `places` says where each hit. */
export type Kills = Audit & { places: readonly string[] }

type Latency = { p50: number | null; p99: number | null }

/** What one half of the walks came to. */
export type HalfSummary = Count & { walks: number; moments: number; messages: number; accuracy: Accuracy }

export type SdkCalls = {
  total: number
  perSighting: number
  perMessage: number
  byAction: Readonly<Record<string, number>>
}

/**
 * The result of a replay, as `--json` prints it. `parked` counts the ignored sightings too, each by its reason in `reasons`.
 * Latency is from MQTT publish to MQTT delivery of messages that a sighting caused, in milliseconds of wall time.
 */
export type Summary = Count & {
  /** How often each MQTT message of a phone was delivered. */
  times: number
  moments: number
  messages: number
  /** Of what was promised to whom and because of what: two replays of one recording that did the same have the same. */
  messagesDigest: string
  suppressed: Readonly<Record<string, number>>
  latencyMs: Latency
  /** Messages that were promised and reached no phone. */
  undelivered: number
  /** Visits that no exit has closed. */
  openVisits: number
  /** Outcomes of sightings that are not of this replay. */
  strangers: Readonly<Record<string, number>>
  /** What went wrong with phones, each kind once. */
  trouble: readonly string[]
  halves: Readonly<Record<Half, HalfSummary>>
  sdkCalls: SdkCalls
  cost?: Cost
  memory: Memory
  elapsedSeconds: number
  kills?: Kills
}

/** Requests between two counts, in total and shared out. */
export const sdkCallsBetween = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  { sightings, messages }: { sightings: number; messages: number },
): SdkCalls => {
  const made = Object.entries(after).map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
  const byAction = Object.fromEntries(made.filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a))
  const total = made.reduce((sum, [, count]) => sum + count, 0)
  return { total, perSighting: shared(total, sightings), perMessage: shared(total, messages), byAction }
}

const nameWidth = 32 // of the longest action

const shared = (total: number, among: number) => (among === 0 ? 0 : Math.round((total / among) * 1000) / 1000)

/** What makes a replay fail, one line each: a sighting without an outcome, a message that never came, a copy that was no duplicate. */
export const failuresOf = (summary: Summary): string[] => {
  const { unaccounted, undelivered, trouble } = summary
  const failures = [
    ...(unaccounted > 0 ? [`${unaccounted} sightings have no outcome`] : []),
    ...(undelivered > 0 ? [`${undelivered} messages were promised and never delivered`] : []),
    ...wrongShare(summary),
    ...killFailures(summary),
  ]
  return [...failures, ...(failures.length > 0 ? trouble : [])]
}

/** Of each sighting that was read, every delivery but the first is a duplicate; a phone that sends again adds to both. */
const wrongShare = ({ times, sightings, parked, duplicate, redelivered, kills }: Summary): string[] => {
  // a kill between a commit and its outcomes leaves only the retry's word on them, which is duplicate
  if (times === 1 || kills !== undefined) return []
  const right = ((sightings - parked) * (times - 1)) / times + redelivered
  return duplicate === right ? [] : [`${duplicate} sightings came out as duplicate, and ${right} are`]
}

const killFailures = ({ kills, openVisits }: Summary): string[] => {
  if (kills === undefined) return []
  const { claimsUnshown, shownTwice, shownUnclaimed, timersLost, miscounted } = kills
  return [
    ...(claimsUnshown > 0 ? [`${claimsUnshown} claims were never shown`] : []),
    ...(shownTwice > 0 ? [`${shownTwice} messages were shown twice`] : []),
    ...(shownUnclaimed > 0 ? [`${shownUnclaimed} messages were shown that nobody claimed`] : []),
    ...(timersLost > 0 ? [`${timersLost} timers are lost`] : []),
    ...(miscounted > 0 ? [`${miscounted} visitors are counted where they are not, or not where they are`] : []),
    ...(openVisits > 0 ? [`${openVisits} visits were never closed: their timers are lost`] : []),
  ]
}

/** The summary as people read it. */
export const renderSummary = (summary: Summary): string => {
  const { sdkCalls, memory, latencyMs, halves, times } = summary
  const lines: [string, string][] = [
    ['sightings', `${summary.sightings}${times > 1 ? ` (each ${times} times)` : ''}`],
    ['  folded', String(summary.folded)],
    ['  duplicate', String(summary.duplicate)],
    ['  late', String(summary.late)],
    ['  parked or ignored', `${summary.parked}${summary.parked > 0 ? ` (${byReason(summary.reasons)})` : ''}`],
    ['  unaccounted', String(summary.unaccounted)],
    ['moments', String(summary.moments)],
    ['messages', `${summary.messages}, of them not delivered ${summary.undelivered}`],
    ['  what they say', summary.messagesDigest],
    ['suppressed', byReason(summary.suppressed) || 'none'],
    ['publish to delivery', `p50 ${latencyMs.p50 ?? '–'} ms, p99 ${latencyMs.p99 ?? '–'} ms`],
    ['learning half', half(halves.learning)],
    ['unseen half', half(halves.unseen)],
    ['SDK calls', `${sdkCalls.total}: ${sdkCalls.perSighting} a sighting, ${sdkCalls.perMessage} a message`],
    ...Object.entries(sdkCalls.byAction).map(([action, count]): [string, string] => [`  ${action}`, String(count)]),
    ...(summary.cost === undefined ? [] : rowsOf(summary.cost)),
    [
      'memory',
      `${memory.rssStartMb} MB at the start, ${memory.rssHalfwayMb} halfway, ${memory.rssEndMb} at the end, ${memory.rssMaxMb} at most`,
    ],
    ['elapsed', `${summary.elapsedSeconds} s`],
    ...killLines(summary),
    ...(summary.redelivered > 0 ? [['sent again by phones', String(summary.redelivered)] as [string, string]] : []),
    ...(summary.openVisits > 0 ? [['visits still open', String(summary.openVisits)] as [string, string]] : []),
    ...Object.entries(summary.strangers).map(([name, count]): [string, string] => [`not ours, ${name}`, String(count)]),
    ...summary.trouble.map((one): [string, string] => ['trouble', one]),
  ]
  return lines.map(([name, value]) => `${name.padEnd(nameWidth)}${value}`).join('\n')
}

const killLines = ({ kills }: Summary): [string, string][] => {
  if (kills === undefined) return []
  const { claims, claimsUnshown, shownTwice, shownUnclaimed, timersLost, timersSet, miscounted } = kills
  return [
    ['kills', String(kills.places.length)],
    ...kills.places.map((place): [string, string] => ['  killed', place]),
    [
      'claims in the ledgers',
      `${claims}, never shown ${claimsUnshown}, shown twice ${shownTwice}, shown unclaimed ${shownUnclaimed}`,
    ],
    ['timers still set', `${timersSet}, of them lost ${timersLost}`],
    ['visitors miscounted', String(miscounted)],
  ]
}

const half = ({ walks, sightings, moments, messages, accuracy }: HalfSummary) =>
  `${walks} walks, ${sightings} sightings, ${moments} moments, ${messages} messages; of ${accuracy.surveyedMoments} surveyed ` +
  `moments ${percent(accuracy.floorRight)} on the right floor, ${percent(accuracy.nearestShop)} in the nearest shop, ` +
  `${percent(accuracy.amongNearestThree)} in one of the nearest three`

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const byReason = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')
