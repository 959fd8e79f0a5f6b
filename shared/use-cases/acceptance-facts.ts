import type { DecidedOccasion } from './decide-occasions.ts'
import type { AcceptanceFact } from './note-acceptance.ts'

/** What was sent, and which messages were taken up: once each, however often the phone or the till says so. */
export const acceptanceFacts = (decided: readonly DecidedOccasion[]): AcceptanceFact[] =>
  decided.flatMap(({ promises, accepted }) => [
    ...promises.flatMap(({ journeyId, again }) => (again ? [] : [{ journeyId, fact: 'sent' } as const])),
    ...(accepted === undefined ? [] : [{ journeyId: accepted, fact: 'accepted' } as const]),
  ])
