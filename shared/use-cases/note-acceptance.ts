import type { Acceptance } from '#shared/ports/acceptance.ts'

/** A message was sent, or accepted: opened or redeemed, once for each message. */
export type AcceptanceFact = { journeyId: string; fact: 'sent' | 'accepted' }

const noteEveryMs = 60_000

/**
 * Counts what is sent and accepted by journey, after the commit, and writes it down at most once a minute and process. Never
 * rejects: what can't be noted is told to `onTrouble` and lost, as is what a function has counted when it is ended.
 */
export const noteAcceptance = (acceptance: Pick<Acceptance, 'note'>, onTrouble: (error: Error) => void) => {
  let counts: Record<string, { sent: number; accepted: number }> = {}
  let since: number | undefined
  return async (facts: readonly AcceptanceFact[], now: number): Promise<void> => {
    for (const { journeyId, fact } of facts) {
      const count = counts[journeyId] ?? { sent: 0, accepted: 0 }
      counts[journeyId] = { ...count, [fact]: count[fact] + 1 }
      since ??= now
    }
    if (since === undefined || Math.abs(now - since) < noteEveryMs) return
    const due = counts
    counts = {}
    since = undefined
    await acceptance.note(due, now).catch(onTrouble)
  }
}
