import type { ReferenceFault } from './venue-faults.ts'

/** Says of faults inside of something where that stands: `windows[0].end` of `quietHours` is `quietHours.windows[0].end`. */
export const inside = (
  place: string,
  faults: readonly { path: readonly (string | number)[]; reason: string; example?: unknown }[],
): ReferenceFault[] =>
  faults.map((fault) => ({
    ...fault,
    path: fault.path.reduce<string>(
      (path, step) => (typeof step === 'number' ? `${path}[${step}]` : `${path}.${step}`),
      place,
    ),
  }))
