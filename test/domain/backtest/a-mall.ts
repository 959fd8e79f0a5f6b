import type { Recorded } from '#shared/domain/backtest/backtest.ts'
import type { Known } from '#shared/domain/backtest/cast.ts'
import type { Journey } from '#shared/domain/journey.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { aJourney, aMoment, aReleaseContent, at } from '#test/support/builders.ts'

/** Rules of the builders' release with something else in it. */
export const rulesFor = (own: Partial<ReleaseContent>): Rules => rulesOf(compileRelease(aReleaseContent(own)))

/** The journey of the builders with other steps and caps. */
export const withSteps = (steps: Journey['steps'], own: Partial<Journey> = {}): Journey => ({
  ...aJourney(),
  steps,
  ...own,
})

/** A customer enters Shoes, so many seconds into the morning. */
export const entersShoes = (customerId: string, seconds: number, own: Partial<Moment> = {}): Recorded => ({
  happening: {
    occasion: aMoment({
      id: `${customerId}-${seconds}`,
      customerId,
      deviceId: `phone-${customerId}`,
      occurredAt: at(seconds),
      receivedAt: at(seconds),
      ...own,
    }),
    now: at(seconds),
  },
})

export const consenting: Known = { traits: {}, consents: { marketing: { status: 'granted', since: 0 } } }
