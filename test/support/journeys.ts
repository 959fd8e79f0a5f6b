import type {
  DelayStep,
  ExperimentStep,
  GateStep,
  Journey,
  MessageStep,
  Step,
  WaitForStep,
} from '#shared/domain/journey.ts'
import { aJourney } from './builders.ts'

/** Steps by their ids, valid unless told otherwise. */
export const aMessageStep = (id: string, own: Partial<MessageStep> = {}): MessageStep => ({
  id,
  kind: 'message',
  class: 'marketing',
  message: { kind: 'text', title: 'Shoe care', body: 'Free with any pair' },
  expiresInSeconds: 1800,
  ...own,
})
export const aDelay = (id: string, own: Partial<DelayStep> = {}): DelayStep => ({
  id,
  kind: 'delay',
  seconds: 3600,
  ...own,
})
export const aWait = (id: string, own: Partial<WaitForStep> = {}): WaitForStep => ({
  id,
  kind: 'waitFor',
  for: { event: 'purchase' },
  timeoutSeconds: 3600,
  ...own,
})
export const aGate = (id: string, own: Partial<GateStep> = {}): GateStep => ({
  id,
  kind: 'gate',
  condition: { 'customer.tier': 'gold' },
  ...own,
})
export const anExperiment = (id: string, ...nexts: (string | undefined)[]): ExperimentStep => ({
  id,
  kind: 'experiment',
  unit: 'customer',
  variants: nexts.map((next, i) => ({
    id: `variant-${i}`,
    weight: 1 / nexts.length,
    ...(next === undefined ? {} : { next }),
  })),
})

/** A journey of these steps, in the department store. */
export const aJourneyOf = (steps: readonly [Step, ...Step[]], own: Partial<Journey> = {}): Journey => ({
  ...aJourney(),
  id: 'story',
  steps,
  ...own,
})
