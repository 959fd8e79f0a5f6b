import type { Journey, Step } from './journey.ts'
import type { ReleaseContent } from './release.ts'
import type { Segment } from './segment.ts'
import type { Referrer } from './venue-references.ts'

/** A resource that something names; `field` is where, with dots. */
export type Reference = { kind: ReferredKind; id: string; field: string }

/** What journeys, segments and settings refer to. */
export const referredKinds = ['segments', 'offers', 'templates'] as const
export type ReferredKind = (typeof referredKinds)[number]

/** Everything that a journey can't do without beside its venue. */
export const referencesOfJourney = ({ entrance, steps, goal }: Journey): Reference[] => [
  ...('segment' in entrance ? [segment(entrance.segment, 'entrance.segment')] : []),
  ...('segmentId' in entrance ? [segment(entrance.segmentId, 'entrance.segmentId')] : []),
  ...segmentsIn(entrance, 'entrance'),
  ...steps.flatMap((step, i) => referencesOfStep(step, `steps[${i}]`)),
  ...segmentsIn(goal, 'goal'),
]

/** Segments that a segment builds on. */
export const referencesOfSegment = ({ condition }: Pick<Segment, 'condition'>): Reference[] =>
  segmentsIn(condition, 'condition')

/** What refers to a resource. */
export const referrersOfResource = (
  { journeys, segments = [] }: Pick<ReleaseContent, 'journeys' | 'segments'>,
  kind: ReferredKind,
  id: string,
): Referrer[] => {
  const named = (by: Referrer['kind'], referrer: string, references: readonly Reference[]): Referrer[] =>
    references.flatMap((one) =>
      one.kind === kind && one.id === id ? [{ kind: by, id: referrer, field: one.field }] : [],
    )
  return [
    ...journeys.flatMap((journey) => named('journeys', journey.id, referencesOfJourney(journey))),
    ...segments.flatMap((one) => named('segments', one.id, referencesOfSegment(one))),
  ]
}

const referencesOfStep = (step: Step, field: string): Reference[] => [
  ...(step.kind === 'message' && step.message.offerId !== undefined
    ? [{ kind: 'offers' as const, id: step.message.offerId, field: `${field}.message.offerId` }]
    : []),
  ...(step.kind === 'message' && step.message.templateId !== undefined
    ? [{ kind: 'templates' as const, id: step.message.templateId, field: `${field}.message.templateId` }]
    : []),
  ...(step.kind === 'gate' ? segmentsIn(step.condition, `${field}.condition`) : []),
  ...(step.kind === 'waitFor' ? segmentsIn(step.for, `${field}.for`) : []),
]

const segment = (id: string, field: string): Reference => ({ kind: 'segments', id, field })

/** Segments that conditions ask for, wherever they stand in a value. */
const segmentsIn = (value: unknown, field: string): Reference[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = Array.isArray(value) ? `${field}[${name}]` : `${field}.${name}`
    if (name === '$segment' && typeof inner === 'string') return [segment(inner, path)]
    return segmentsIn(inner, path)
  })
}
