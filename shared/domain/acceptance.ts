import type { Offer } from './offer.ts'

/** What was sent and accepted (opened or redeemed) of a journey, as it counts at a time: what is older weighs less. */
export type Tally = { sent: number; accepted: number; at: number }

/** What happened since: whole messages. */
export type AcceptanceCounts = Readonly<Record<string, { sent: number; accepted: number }>>

/** All that was learned, by journey, and the notes that are in it already. `version` counts its changes. */
export type LearnedAcceptance = {
  version: number
  tallies: Readonly<Record<string, Tally>>
  folded: readonly string[]
}

export const nothingLearned: LearnedAcceptance = { version: 0, tallies: {}, folded: [] }

/**
 * A journey's acceptance is the mean of a Beta distribution: one of ten before anything is known, moved by what is observed,
 * of which half is forgotten in two weeks. (Beta–Bernoulli with discounting, as for bandits whose arms change: Garivier and
 * Moulines, "On Upper-Confidence Bound Policies for Switching Bandit Problems", 2011.)
 */
const acceptancePrior = { accepted: 1, sent: 10, halfLifeDays: 14 } as const

const dayMs = 24 * 60 * 60 * 1000
const leastSent = 0.01 // less is nothing: ten half-lives after ten messages

/** A tally as it counts at a later time. A time before its own leaves it as it is: clocks differ. */
export const decayed = ({ sent, accepted, at }: Tally, now: number): Tally => {
  const kept = 0.5 ** (Math.max(0, now - at) / (acceptancePrior.halfLifeDays * dayMs))
  return { sent: sent * kept, accepted: accepted * kept, at: Math.max(at, now) }
}

/** Adds notes, each once however often it comes, and drops journeys of which next to nothing is left. */
export const learn = (
  { version, tallies, folded }: LearnedAcceptance,
  notes: readonly { noteId: string; counts: AcceptanceCounts }[],
  now: number,
): LearnedAcceptance => {
  const fresh = notes.filter(({ noteId }) => !folded.includes(noteId))
  const next = new Map(Object.entries(tallies).map(([id, tally]) => [id, decayed(tally, now)]))
  for (const { counts } of fresh) {
    for (const [id, { sent, accepted }] of Object.entries(counts)) {
      const before = next.get(id) ?? { sent: 0, accepted: 0, at: now }
      next.set(id, { ...before, sent: before.sent + sent, accepted: before.accepted + accepted })
    }
  }
  const kept = [...next].filter(([, { sent, accepted }]) => sent + accepted >= leastSent)
  return { version, tallies: Object.fromEntries(kept), folded: notes.map(({ noteId }) => noteId) }
}

/** Which share of a journey's messages is accepted, 0 to 1. What was opened may have been sent before we counted. */
export const acceptanceOf = ({ sent, accepted }: Pick<Tally, 'sent' | 'accepted'>): number =>
  Math.min(1, (acceptancePrior.accepted + accepted) / (acceptancePrior.sent + sent))

/** What a message of a journey is worth: the chance that it is accepted, times its offer's margin; without an offer 1. */
export const expectedValue = (
  journeyId: string,
  offer: Pick<Offer, 'margin'> | undefined,
  acceptance: Readonly<Record<string, number>>,
): number => (acceptance[journeyId] ?? acceptanceOf({ sent: 0, accepted: 0 })) * (offer?.margin ?? 1)
