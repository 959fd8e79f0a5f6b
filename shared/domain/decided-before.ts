import { isMarketing } from './admission.ts'
import type { CompiledJourney } from './compiled-journey.ts'
import type { Claim } from './ledger.ts'
import { hasSeen } from './runs.ts'
import type { Scene } from './scene.ts'
import type { Decision } from './situation.ts'

/**
 * The decisions of an occasion that was decided before: its promises once more, and silence from all others. Undefined where
 * nobody has decided it, or nothing came of it.
 */
export const decidedBefore = ({ ledger, runs, occasion, rules }: Scene): Decision[] | undefined => {
  const promised = ledger.claims.filter(({ momentId }) => momentId === occasion.id)
  if (promised.length === 0 && !hasSeen(runs, occasion.id)) return undefined
  const candidates = rules.release.candidates(occasion)
  const winner = promised.find(({ message }) => message.class === 'marketing')?.journeyId
  const others = promised.filter(({ journeyId }) => !candidates.some(({ journey }) => journey.id === journeyId))
  return [
    ...others.map(again),
    ...candidates.map((compiled) => {
      const own = promised.find(({ journeyId }) => journeyId === compiled.journey.id)
      return own ? again(own) : silence(compiled, winner)
    }),
  ]
}

const again = ({ journeyId, message }: Claim): Decision => ({
  journeyId,
  trace: [{ check: 'claim', passed: true, saw: `${message.id} was promised before` }],
  message,
})

const silence = ({ journey }: CompiledJourney, winner: string | undefined): Decision => {
  const isOutranked = winner !== undefined && isMarketing(journey)
  const saw = isOutranked ? `${winner} goes first` : 'the moment was decided before'
  return {
    journeyId: journey.id,
    trace: [{ check: isOutranked ? 'arbitration' : 'claim', passed: false, saw }],
    suppressed: isOutranked ? 'outranked' : 'duplicate',
  }
}
