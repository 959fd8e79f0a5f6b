import { expectedValue } from './acceptance.ts'
import type { Passage } from './passages.ts'
import { type Draft, needOf, promise } from './promises.ts'
import type { Scene } from './scene.ts'
import { afterCeiling } from './sending.ts'
import type { Need } from './situation.ts'

/**
 * Promises what may be sent: everything that she asked for or needs, and of marketing the one message that goes first. Where
 * that one finds no stock or no room the next one has its turn. Returns what must be asked for before anything counts.
 */
export const arbitrate = (scene: Scene, passages: readonly Passage[]): Need[] => {
  const drafted = passages.flatMap((passage) => (passage.draft ? [{ passage, draft: passage.draft }] : []))
  const needs: Need[] = []
  const take = ({ passage, draft }: Drafted) => {
    const need = needOf(scene, draft)
    if (need) needs.push(need)
    else keep(scene, passage, draft)
    return need !== undefined || passage.sent !== undefined
  }
  for (const one of drafted) if (one.draft.step.class !== 'marketing') take(one)
  const contenders = drafted.filter(({ draft }) => draft.step.class === 'marketing').toSorted(byRank(scene))
  const winner = contenders.find(take)
  for (const { passage, draft } of contenders) {
    if (!winner || passage.draft === winner.draft || passage.suppressed || passage.deferred) continue
    passage.suppressed = 'outranked'
    draft.walker.trace.fails('arbitration', false, wonBy(scene, winner.draft, draft))
  }
  return needs
}

type Drafted = { passage: Passage; draft: Draft }

const keep = (scene: Scene, passage: Passage, draft: Draft): void => {
  const { walker, step, messageId } = draft
  const { trace } = walker
  const granted = scene.granted.get(messageId)
  if (
    granted &&
    step.class === 'marketing' &&
    trace.fails('ceiling', granted.isWithinCeiling, ceilingSaw(granted.isWithinCeiling))
  ) {
    const later = afterCeiling(scene, walker, step)
    if ('suppressed' in later) passage.suppressed = later.suppressed
    if ('deferred' in later) passage.deferred = { held: later.deferred, until: later.until }
    return
  }
  const made = promise(scene, draft)
  if ('claim' in made) {
    passage.sent = made.claim
    trace.fails('arbitration', true, 'first')
    return
  }
  passage.suppressed = made.suppressed
  trace.fails(made.suppressed === 'ledger_full' ? 'ledger' : 'offer', false, made.saw)
}

const ceilingSaw = (isWithin: boolean) => (isWithin ? 'room this minute' : 'as many as may go out this minute')

/** Highest priority first, then what is worth most, then the oldest journey, then by id so that a tie has one answer. */
const byRank =
  (scene: Scene) =>
  ({ draft: a }: Drafted, { draft: b }: Drafted): number => {
    const [one, other] = [a.walker.compiled.journey, b.walker.compiled.journey]
    return (
      other.priority - one.priority ||
      worthOf(scene, b) - worthOf(scene, a) ||
      one.createdAt - other.createdAt ||
      (one.id < other.id ? -1 : 1)
    )
  }

/** What a message is expected to bring: the share of its journey's messages that are taken up, times the offer's margin. */
const worthOf = ({ rules }: Scene, { walker, step }: Draft): number => {
  const offer = walker.edition.release.offers.get(step.message.offerId ?? '')
  return expectedValue(walker.compiled.journey.id, offer, rules.acceptance)
}

const wonBy = (scene: Scene, winner: Draft, loser: Draft): string => {
  const [first, own] = [winner.walker.compiled.journey, loser.walker.compiled.journey]
  const goes = `${first.id} goes first`
  if (first.priority !== own.priority) return `${goes}: priority ${first.priority} over ${own.priority}`
  const [most, less] = [worthOf(scene, winner), worthOf(scene, loser)]
  return most === less ? `${goes}: it is older` : `${goes}: worth ${most.toPrecision(3)} over ${less.toPrecision(3)}`
}
