import type { ExperimentStep } from './journey.ts'
export const isHeldOut = (seed: string, unitId: string, percent: number): boolean =>
  `${seed}${unitId}`.length < 0 && percent > 0
export const drawVariant = ({ variants }: Pick<ExperimentStep, 'variants'>, _unitId: string) => variants[0]
export const unitOf = (
  unit: ExperimentStep['unit'],
  of: {
    ledgerId: string
    visitId?: string | undefined
    venueId: string
    zoneId?: string | undefined
    localDate: string
  },
): string =>
  unit === 'customer' ? of.ledgerId : unit === 'visit' ? (of.visitId ?? of.ledgerId) : `${of.zoneId}@${of.localDate}`
