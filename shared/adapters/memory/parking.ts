import type { FailedBatch, FailedBatches, Parked, ParkedRange, ParkedSummary, Parking } from '#shared/ports.ts'

/** What was parked, in memory; `all` is for tests to look at. */
export const memoryParking = (): { parking: Parking; all: () => Parked[] } => {
  const parked = new Map<string, Parked>()
  const within = ({ from, until, reason }: ParkedRange) =>
    [...parked.values()]
      .filter((one) => one.at >= from && one.at < until && (reason === undefined || one.reason === reason))
      .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
  return {
    all: () => structuredClone([...parked.values()]),
    parking: {
      park: async (all) => {
        for (const one of all) parked.set(keyOf(one), structuredClone(one))
      },
      list: async (range, { limit, after }) => {
        const rest = within(range).filter((one) => after === undefined || placeOf(one) < after)
        const last = rest[limit - 1]
        return {
          parked: rest.slice(0, limit).map(summaryOf),
          ...(rest.length > limit && last !== undefined ? { next: placeOf(last) } : {}),
        }
      },
      count: async (range, atMost) => {
        const counted = within(range).slice(0, atMost)
        const alike = Map.groupBy(counted, ({ reason }) => reason)
        return {
          counts: Object.fromEntries([...alike].map(([reason, { length }]) => [reason, length])),
          complete: within(range).length <= atMost,
        }
      },
      find: async (id) =>
        structuredClone([...parked.values()].filter((one) => one.id === id)).sort((a, b) =>
          a.reason < b.reason ? -1 : 1,
        ),
      forget: async (some) => {
        for (const one of some)
          if ((parked.get(keyOf(one))?.attempts ?? 0) === (one.attempts ?? 0)) parked.delete(keyOf(one))
      },
    },
  }
}

/** Batches that were given up, in memory; `give` puts one there, as Lambda would. */
export const memoryFailedBatches = (): { failedBatches: FailedBatches; give: (batch: FailedBatch) => void } => {
  const batches = new Map<string, FailedBatch>()
  const bytesOf = ({ records }: FailedBatch) => records.reduce((sum, { data }) => sum + data.length, 0)
  return {
    give: (batch) => batches.set(batch.id, structuredClone(batch)),
    failedBatches: {
      list: async ({ limit, after }) => {
        const rest = [...batches.values()]
          .filter(({ id }) => after === undefined || id > after)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
        const last = rest[limit - 1]
        return {
          batches: rest.slice(0, limit).map((batch) => ({ id: batch.id, at: batch.at, bytes: bytesOf(batch) })),
          ...(rest.length > limit && last !== undefined ? { next: last.id } : {}),
        }
      },
      find: async (id) => structuredClone(batches.get(id)),
      forget: async (id) => {
        batches.delete(id)
      },
    },
  }
}

const keyOf = ({ id, reason }: Pick<Parked, 'id' | 'reason'>) => `${reason}#${id}`
const placeOf = ({ at, id, reason }: Parked) => `${String(at).padStart(15, '0')}#${id}#${reason}`
const summaryOf = ({ body: _, sealed: __, ...rest }: Parked): ParkedSummary => structuredClone(rest)
