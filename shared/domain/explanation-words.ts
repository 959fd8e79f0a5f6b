import type { Occasion } from './occasion.ts'
import type { Decision } from './situation.ts'

/** What happened, in words. */
export const whatHappened = (occasion: Occasion): string => {
  switch (occasion.kind) {
    case 'event':
      return `event ${occasion.name}`
    case 'receipt':
      return `message ${occasion.receipt.messageId} was ${occasion.receipt.event}`
    case 'wake':
      return 'a run’s time had come'
    case 'profile':
      return 'what is known of her, or what she allows, has changed'
    case 'start':
      return `journey ${occasion.journeyId} was started by ${occasion.by}`
    case 'withdraw':
      return `offer ${occasion.offerId} is over`
    case 'zone.dwell':
      return `zone.dwell after ${occasion.dwellSeconds} s`
    default:
      return occasion.kind
  }
}

/** What a decision came to: its name, and the words that go with it. */
export type Outcome = {
  outcome: 'message' | 'suppressed' | 'deferred' | 'waits' | 'left'
  reason?: string
  until?: number
  says: string
}

/** A decision in a sentence: what came of it, and the check that was decisive with the value that it saw. */
export const outcomeOf = (decision: Decision): Outcome => {
  const { journeyId, stepId } = decision
  const because = failed(decision)
  if ('message' in decision) {
    return { outcome: 'message', says: `${journeyId} sent “${decision.message.title}” (${decision.message.id})` }
  }
  if ('suppressed' in decision) {
    const { suppressed: reason } = decision
    return { outcome: 'suppressed', reason, says: `${journeyId} sent nothing: ${reason}${because}` }
  }
  if ('deferred' in decision) {
    const { deferred: reason, until } = decision
    return { outcome: 'deferred', reason, until, says: `${journeyId} waits until ${iso(until)}: ${reason}${because}` }
  }
  if ('waits' in decision) {
    const at = stepId === undefined ? '' : ` at ${stepId}`
    return { outcome: 'waits', until: decision.waits, says: `${journeyId} waits${at}, until ${iso(decision.waits)}` }
  }
  return { outcome: 'left', reason: decision.left, says: `${journeyId} was left: ${decision.left}${because}` }
}

const failed = ({ trace }: Decision): string => {
  const check = trace.findLast(({ passed }) => !passed)
  return check === undefined ? '' : ` (${check.check}: ${check.saw})`
}

const iso = (time: number): string => new Date(time).toISOString()
