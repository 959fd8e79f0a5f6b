import type { Metrics } from './metrics.ts'

const columns = ['floor', 'top-1', 'top-3', 'median m', 'p75 m', 'flaps/min', 'calibration error'] as const
const width = 26

/** The head of the table. */
export const headings = `${''.padEnd(width)}${columns.map((name) => name.padStart(name.length + 3)).join('')}`

/** A method's line of the table. */
export const rowOf = (name: string, metrics: Metrics): string => {
  const { floorAccuracy, top1, top3, medianMetres, p75Metres, flapsPerMinute, calibrationError } = metrics
  const cells = [
    floorAccuracy.toFixed(3),
    top1.toFixed(3),
    top3.toFixed(3),
    medianMetres.toFixed(2),
    p75Metres.toFixed(2),
    flapsPerMinute.toFixed(1),
    // the plain methods claim nothing
    metrics.mostStateBytes === 0 ? '–' : calibrationError.toFixed(3),
  ]
  return `${name.padEnd(width)}${columns.map((column, i) => (cells[i] ?? '').padStart(column.length + 3)).join('')}`
}
