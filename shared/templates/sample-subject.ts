import type { Subject } from '#shared/domain/condition.ts'
import { type Journey, type MessageStep, momentOf, type TaskStep } from '#shared/domain/journey.ts'
import type { Offer } from '#shared/domain/offer.ts'
import type { Persona } from '#shared/domain/persona.ts'
import { isWait, reachable, stepGraph } from '#shared/domain/step-graph.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Path } from './engine.ts'

type Sampled = {
  journey: Journey
  step: MessageStep | TaskStep
  venue: Pick<Venue, 'id' | 'name' | 'zones'> | undefined
  offer: Offer | undefined
}

const someTime = Date.UTC(2026, 0, 15, 12)

/**
 * What a step's texts would see if a persona came to it, as far as the journey says so: a zone where it is entered by one, an
 * offer where one is sent. What only the occasion knows, an event's data or a feed, is made up for the paths that are asked for.
 */
export const sampleSubject = (
  { journey: { entrance, steps, goal }, step, venue, offer }: Sampled,
  asked: readonly Path[],
): ((persona: Persona) => Subject) => {
  const moment = momentOf(entrance)
  // behind a wait the moment of the entrance is over
  const isAtOnce = reachable(stepGraph({ steps }), [0], (place) => isWaitAt(steps, place)).has(steps.indexOf(step))
  const zone = moment?.moment.startsWith('zone.')
    ? (venue?.zones.find(({ id }) => id === moment.zoneId) ?? venue?.zones[0])
    : undefined
  const targets = [
    entrance,
    ...steps.flatMap((one) => (one.kind === 'waitFor' ? [one.for] : [])),
    ...(goal ? [goal] : []),
  ]
  const madeUp = [
    ...(targets.some((one) => 'event' in one) ? ['event'] : []),
    ...(targets.some((one) => 'receipt' in one) ? ['receipt'] : []),
    ...['feeds', 'stock', 'run', 'history'],
  ]
  const place = {
    ...Object.fromEntries(
      madeUp.map((root) => [root, standIn(asked.flatMap(([first, ...path]) => (first === root ? [path] : [])))]),
    ),
    now: someTime,
    device: { kind: 'phone' },
    ...(moment?.moment === 'venue.exit' ? { visit: { seconds: 600 } } : {}),
    venue: { id: entrance.venueId, name: venue?.name ?? entrance.venueId },
    ...(moment && isAtOnce
      ? {
          moment: {
            kind: moment.moment,
            venueId: entrance.venueId,
            ...(zone ? { zoneId: zone.id } : {}),
            ...(moment.dwellSeconds === undefined ? {} : { dwellSeconds: moment.dwellSeconds }),
            confidence: 1,
          },
        }
      : {}),
    ...(zone ? { zone: { id: zone.id, name: zone.name } } : {}),
    ...(step.kind === 'message' && step.message.offerId !== undefined
      ? { offer: { id: step.message.offerId, name: offer?.name ?? step.message.offerId, code: 'ABCD-EFGH-JKLM' } }
      : {}),
  }
  return ({ id, traits }) => ({ ...place, customer: { ...traits, id, known: true } })
}

const isWaitAt = (steps: Journey['steps'], place: number): boolean => {
  const step = steps[place]
  return step !== undefined && isWait(step)
}

/** A value with something at each of these paths. */
const standIn = (paths: readonly Path[]): unknown => {
  const deeper = paths.filter(({ length }) => length > 0)
  if (deeper.length === 0) return 1
  const steps = new Set(deeper.map(([step]) => String(step)))
  return Object.fromEntries(
    [...steps].map((step) => [
      step,
      standIn(deeper.flatMap(([first, ...rest]) => (String(first) === step ? [rest] : []))),
    ]),
  )
}
