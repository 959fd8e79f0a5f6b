import { seededRandom } from '../../local/demo/random.ts'

/** Where a kill hits: before an SDK call reaches its service or before its answer leaves, at a phone's report, or anywhere. */
export type Place =
  | { when: 'before' | 'after'; call: string; skip: number }
  | { when: 'report'; skip: number }
  | { when: 'anywhere' }

/** A kill, and the share of all sightings that are accounted for when it is aimed. */
export type Aim = { share: number; place: Place }

const calls = [
  'dynamodb.BatchGetItem',
  'dynamodb.PutItem', // claims and presence
  'dynamodb.BatchWriteItem', // timers
  'iotdata.Publish',
  'sqs.SendMessageBatch',
  'firehose.PutRecordBatch',
]
const mostSkipped = 5

/** So many kills, spread over a replay by chance; the same for the same seed. */
export const aims = (kills: number, seed: number): Aim[] => {
  const random = seededRandom(seed, 'kills')
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T =>
    items[Math.floor(random.next() * items.length)] as T
  const shares = Array.from({ length: kills }, () => random.between(0.01, 0.97)).toSorted((a, b) => a - b)
  return shares.map((share) => {
    const when = pick(['before', 'after', 'after', 'report', 'anywhere'] as const)
    const skip = Math.floor(random.next() * mostSkipped)
    if (when === 'anywhere') return { share, place: { when } }
    return { share, place: when === 'report' ? { when, skip } : { when, call: pick(calls), skip } }
  })
}

/** A place in words. */
export const told = (place: Place): string =>
  place.when === 'anywhere'
    ? 'anywhere'
    : place.when === 'report'
      ? 'at a report'
      : place.when === 'before'
        ? `before ${place.call}`
        : `before the answer to ${place.call}`
