/** What is measured each minute: memory in MB, threads, handles and sockets by number, and the store's parts in MB. */
export type Figure = keyof typeof tolerances

export type Sample = { day: number; figures: Readonly<Record<Figure, number>> }

/**
 * How much a figure may grow in the second half of a soak: a share of its level or so many units, whichever is more. A store
 * is judged by what it still holds when a night has passed: what it holds by day is that day's traffic.
 */
type Tolerance = { share: number; units: number; daily: (values: readonly number[]) => number }

const highest = (values: readonly number[]) => Math.max(...values)
const lowest = (values: readonly number[]) => Math.min(...values)

const memory: Tolerance = { share: 0.1, units: 32, daily: highest }
const count: Tolerance = { share: 0.1, units: 8, daily: highest }
const store: Tolerance = { share: 0.1, units: 2, daily: lowest }

export const tolerances = {
  rssMb: memory,
  heapMb: memory,
  workerHeapsMb: memory,
  threads: count,
  handles: count,
  sockets: count,
  tablesMb: store,
  streamsMb: store,
  queuesMb: store,
} as const satisfies Record<string, Tolerance>

/** How a figure went from the middle of the soak to its end, its daily peaks or lows taken as a line. */
export type Verdict = { figure: Figure; level: number; growth: number; allowed: number; flat: boolean }

const fewestDays = 3 // two of them always lie on a line

/**
 * Judges each figure by one value of each day in the second half of them: what a garbage collector, a compaction or a night
 * takes away again within a day is no growth. The line is Theil and Sen's, the median of all slopes: one odd day does not
 * bend it. Shrinking is flat. Throws when there are too few days.
 */
export const judge = (samples: readonly Sample[]): Verdict[] => {
  const days = [...Map.groupBy(samples, ({ day }) => day)].toSorted(([a], [b]) => a - b).map(([, ofDay]) => ofDay)
  const judged = days.slice(Math.floor(days.length / 2))
  if (judged.length < fewestDays)
    throw new Error(`a soak of ${days.length} days can't be judged: at least ${2 * fewestDays - 1} are needed`)
  return Object.entries(tolerances).map(([name, { share, units, daily }]) => {
    const figure = name as Figure
    const values = judged.map((ofDay) => daily(ofDay.map(({ figures }) => figures[figure])))
    const level = median(values)
    const growth = medianSlope(values) * (values.length - 1)
    const allowed = Math.max(level * share, units)
    return { figure, level, growth, allowed, flat: growth <= allowed }
  })
}

const medianSlope = (values: readonly number[]): number =>
  median(values.flatMap((from, i) => values.slice(i + 1).map((to, j) => (to - from) / (j + 1))))

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >>> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
