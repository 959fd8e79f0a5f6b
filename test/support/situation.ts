import { decide, type Situation } from '#shared/domain/decide.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease, noPauses } from '#shared/domain/release.ts'
import { aJourney, aLedger, aMoment, aReleaseContent } from './builders.ts'

/** All that a decision depends on: the phone has entered Shoes, and nothing speaks against the offer. */
export const situation = ({
  journeys = [aJourney()],
  ...own
}: Partial<Situation> & { journeys?: Journey[] } = {}): Situation => {
  const moment = own.moment ?? aMoment()
  const release = compileRelease(aReleaseContent({ journeys }))
  return {
    moment,
    device: { kind: 'phone', staff: false },
    customer: undefined,
    ledger: aLedger(),
    candidates: release.candidates(moment),
    pauses: noPauses,
    capNeeds: release.capNeeds,
    now: moment.receivedAt,
    ...own,
  }
}

/** Each journey with the reason why it sent nothing, or `sent`. */
export const outcomes = (own: Parameters<typeof situation>[0]) =>
  Object.fromEntries(
    decide(situation(own)).decisions.map((one) => [one.journeyId, 'message' in one ? 'sent' : one.suppressed]),
  )

/** The same of the only journey. */
export const outcome = (own: Parameters<typeof situation>[0]) => Object.values(outcomes(own))[0]
