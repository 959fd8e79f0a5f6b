import type { Judged } from './score.ts'

/** The figures of a method over all windows of all walks. `calibration` is, for each tenth of confidence, how many windows claimed it and how many of them were right. */
export type Metrics = {
  windows: number
  floorAccuracy: number
  top1: number
  top3: number
  medianMetres: number
  p75Metres: number
  flapsPerMinute: number
  truthFlapsPerMinute: number
  zoneChangeSeconds: number
  zoneChangesNoticed: number
  calibrationError: number
  calibration: readonly { claimed: number; windows: number; right: number }[]
  mostStateBytes: number
}

const windowSeconds = 5

export const metricsOf = (judged: readonly Judged[]): Metrics => {
  const metres = judged.flatMap((one) => one.metres ?? []).toSorted((a, b) => a - b)
  const walks = [...Map.groupBy(judged, ({ walkId }) => walkId).values()]
  const minutes = sum(walks, (walk) => (((walk.at(-1)?.window ?? 0) - (walk[0]?.window ?? 0)) * windowSeconds) / 60)
  const changes = walks.flatMap(changesIn)
  const noticed = changes.flatMap(({ seconds }) => seconds ?? [])
  const calibration = curveOf(judged)
  return {
    windows: judged.length,
    floorAccuracy: share(judged, ({ isFloorRight }) => isFloorRight),
    top1: share(judged, isRight),
    top3: share(judged, ({ ranked, shopId }) => shopId !== undefined && ranked.slice(0, 3).includes(shopId)),
    medianMetres: quantile(metres, 0.5),
    p75Metres: quantile(metres, 0.75),
    flapsPerMinute: sum(walks, (walk) => flips(walk, ({ ranked }) => ranked[0])) / minutes,
    truthFlapsPerMinute: sum(walks, (walk) => flips(walk, ({ shopId }) => shopId)) / minutes,
    zoneChangeSeconds: quantile(
      noticed.toSorted((a, b) => a - b),
      0.5,
    ),
    zoneChangesNoticed: noticed.length / changes.length,
    calibrationError:
      sum(calibration, ({ claimed, right, windows }) => Math.abs(claimed - right) * windows) / judged.length,
    calibration,
    mostStateBytes: Math.max(...judged.map(({ stateBytes }) => stateBytes)),
  }
}

const isRight = ({ ranked, shopId }: Judged): boolean => shopId !== undefined && ranked[0] === shopId

/** How often what `of` a window says is not what it said of the one before. */
const flips = (walk: readonly Judged[], of: (one: Judged) => string | undefined): number =>
  walk.filter((one, i) => i > 0 && of(one) !== of(walk[i - 1] ?? one)).length

/**
 * For each true change of shop, the seconds from the start of the first window in the new one to the end of the window that
 * first names it; undefined where she had gone on before it was named.
 */
const changesIn = (walk: readonly Judged[]): { seconds: number | undefined }[] =>
  walk.flatMap((one, i) => {
    if (i === 0 || one.shopId === walk[i - 1]?.shopId) return []
    const stay = walk.slice(i)
    const end = stay.findIndex(({ shopId }) => shopId !== one.shopId)
    const named = stay.slice(0, end === -1 ? undefined : end).find(isRight)
    return [{ seconds: named && (named.window - one.window + 1) * windowSeconds }]
  })

/** For each tenth of confidence, the mean of what was claimed and the share that was right. */
const curveOf = (judged: readonly Judged[]): Metrics['calibration'] =>
  [...Map.groupBy(judged, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)))]
    .toSorted(([a], [b]) => a - b)
    .map(([, of]) => ({
      claimed: sum(of, ({ confidence }) => confidence) / of.length,
      windows: of.length,
      right: share(of, isRight),
    }))

const share = <T>(items: readonly T[], is: (item: T) => boolean): number => items.filter(is).length / items.length

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
