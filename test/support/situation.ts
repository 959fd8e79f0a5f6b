import { decide } from '#shared/domain/decide.ts'
import type { Journey } from '#shared/domain/journey.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import { compileRelease, type Pauses, type ReleaseContent } from '#shared/domain/release.ts'
import { applied, noRuns, type Runs } from '#shared/domain/runs.ts'
import type { Person, Rules, Situation } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aJourney, aLedger, aMoment, aReleaseContent } from './builders.ts'

/** Somebody who allows marketing, and has got nothing yet. */
export const aPerson = ({ runs = noRuns, ...own }: Partial<Omit<Person, 'stored'>> = {}): Person => ({
  customer: undefined,
  ledger: aLedger(),
  ...own,
  runs,
  stored: runs,
})

/** Somebody as the stores have her after a decision: what was pending is in her runs. */
export const saved = ({ ledger: { pending, ...ledger }, ...person }: Person): Person => {
  const runs = pending === undefined ? person.stored : applied(person.stored, pending.change)
  return { ...person, ledger, runs, stored: runs }
}

type Own = Partial<Omit<Situation, 'person' | 'rules'>> &
  Partial<Omit<Person, 'stored' | 'runs'>> & {
    runs?: Runs
    journeys?: Journey[]
    content?: Partial<ReleaseContent>
    pauses?: Pauses
    rules?: Partial<Rules>
    moment?: Occasion
  }

/** All that a decision depends on: the phone has entered Shoes, and nothing speaks against the offer. */
export const situation = (given: Own = {}): Situation => {
  const { journeys = [aJourney()], content, customer, ledger = aLedger(), runs, pauses, rules, moment, ...own } = given
  const occasion = own.occasion ?? moment ?? aMoment()
  const release = compileRelease(aReleaseContent({ journeys, ...content }))
  return {
    occasion,
    device: { kind: 'phone', staff: false },
    person: aPerson({ customer, ledger, ...(runs && { runs }) }),
    rules: { ...rulesOf(release), ...rules, ...(pauses && { pauses }) },
    granted: new Map(),
    now: occasion.receivedAt,
    ...own,
  }
}

/** Each journey with the reason why it sent nothing, `sent`, or what else became of it. */
export const outcomes = (own: Own) =>
  Object.fromEntries(
    decide(situation(own)).decisions.map((one) => [
      one.journeyId,
      'message' in one ? 'sent' : 'suppressed' in one ? one.suppressed : 'waits' in one ? 'waits' : 'other',
    ]),
  )

/** The same of the only journey. */
export const outcome = (own: Own) => Object.values(outcomes(own))[0]
