import type { Caller } from '#shared/domain/audit.ts'
import { explanationLimits, type KeptExplained } from '#shared/domain/explained.ts'
import { outcomeOf, whatHappened } from '#shared/domain/explanation-words.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { fitting } from '#shared/domain/page-of.ts'
import type { Check, Decision } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import type { ExplainedDecision, Explanation, ExplanationsQuery } from '#shared/schemas/explanations.ts'

const maxCharacters = 4 * 1024 * 1024 // of the 6 MB that a function may answer

/** Who looks, and whether she may see what is known of people. */
export type Reader = { by: Caller; now: number; seesPeople: boolean }

type Shown = { explanations: Explanation[]; next?: string }

/** Lists why somebody got something or nothing. Who looks a person up is written down first. */
export const showExplanations =
  ({ explanations, audit }: Pick<Ports, 'explanations' | 'audit'>) =>
  async (query: ExplanationsQuery, { by, now, seesPeople }: Reader): Promise<Shown> => {
    const { customerId, deviceId, journeyId, messageId, limit, after } = query
    const oldest = now - explanationLimits.keptSeconds * 1000
    const span = { from: Math.max(query.from ?? 0, oldest), until: query.until ?? now + 1 }
    const show = (one: KeptExplained) => explanationOf(one, seesPeople)

    const what = personAsked(query)
    if (what !== undefined) await noteLook(audit, what, { by, now })
    if (messageId !== undefined) {
      const found = await explanations.byMessage(messageId)
      return { explanations: found && found.occasion.receivedAt >= oldest ? [show(found)] : [] }
    }
    const pageOf = async (limit: number): Promise<Shown> => {
      const page = { limit, ...(after === undefined ? {} : { after }) }
      const { explained, next } =
        journeyId === undefined
          ? await explanations.byPerson(ledgerIdOf(customerId, deviceId), span, page)
          : await explanations.byJourney(journeyId, span, page)
      const shown = explained.map(show).map((one) => (journeyId === undefined ? one : onlyOf(one, journeyId)))
      const fits = fitting(shown, maxCharacters).length
      // a shorter page is asked for anew, so that it ends where the next one begins
      return fits < shown.length ? pageOf(fits) : { explanations: shown, ...(next === undefined ? {} : { next }) }
    }
    return pageOf(limit)
  }

/** Writes down that somebody looks a person up. */
export const noteLook = (audit: Ports['audit'], what: string, { by, now }: Pick<Reader, 'by' | 'now'>) => {
  const id = derivedId(now, by.subject, 'read', what)
  return audit.write({ id, at: now, who: by, action: 'read', what: `explanations/${what}`, state: 'done' })
}

const ledgerIdOf = (customerId: string | undefined, deviceId = '') =>
  customerId === undefined ? `device:${deviceId}` : `customer:${customerId}`

/** Whom a question is about, as the audit trail names it; undefined: nobody in particular. */
const personAsked = ({ customerId, deviceId, messageId }: ExplanationsQuery): string | undefined => {
  if (customerId !== undefined) return `customers/${customerId}`
  if (deviceId !== undefined) return `devices/${deviceId}`
  return messageId === undefined ? undefined : `messages/${messageId}`
}

const onlyOf = (one: Explanation, journeyId: string): Explanation => {
  const { omitted: _, ...explanation } = one
  return { ...explanation, decisions: one.decisions.filter((decision) => decision.journeyId === journeyId) }
}

/** An explanation in words. Who may not see people is told neither who it was nor what is known of her. */
export const explanationOf = (
  { ledgerId, occasion, release, decisions, omitted }: KeptExplained,
  seesPeople: boolean,
): Explanation => {
  const [, customerId] = /^customer:(.*)$/s.exec(ledgerId) ?? []
  const { deviceId } = occasion
  const { venueId, zoneId } = { venueId: undefined, zoneId: undefined, ...occasion }
  return {
    occasionId: occasion.id,
    at: occasion.receivedAt,
    occurredAt: occasion.occurredAt,
    kind: occasion.kind,
    what: whatHappened(occasion),
    ...(seesPeople && customerId !== undefined ? { customerId } : {}),
    ...(seesPeople && deviceId !== undefined ? { deviceId } : {}),
    ...(venueId === undefined ? {} : { where: { venueId, ...(zoneId === undefined ? {} : { zoneId }) } }),
    release,
    decisions: decisions.map((decision) => decisionOf(seesPeople ? decision : withoutPerson(decision))),
    ...(omitted === undefined ? {} : { omitted }),
  }
}

const decisionOf = (decision: Decision): ExplainedDecision => {
  const { journeyId, runId, stepId, trace, exposures } = decision
  const { message } = { message: undefined, ...decision }
  return {
    journeyId,
    ...(runId === undefined ? {} : { runId }),
    ...(stepId === undefined ? {} : { stepId }),
    ...outcomeOf(decision),
    ...(message === undefined ? {} : { messageId: message.id, title: message.title }),
    checks: [...trace],
    ...(exposures === undefined ? {} : { exposures: [...exposures] }),
  }
}

/** What conditions saw is what is known of her, a message may call her by her name, and a unit may be herself. */
const withoutPerson = (decision: Decision): Decision => ({
  ...decision,
  trace: decision.trace.map(withoutSeen),
  ...('message' in decision ? { message: { ...decision.message, title: '…', body: '…' } } : {}),
  ...(decision.exposures === undefined
    ? {}
    : { exposures: decision.exposures.map((exposure) => ({ ...exposure, unit: '…' })) }),
})

/** Checks that speak of rules and numbers only. Of all others no more is told than which fields they asked about. */
const impersonal: ReadonlySet<string> = new Set([
  'arbitration',
  'bay',
  'ceiling',
  'claim',
  'consent',
  'deferral',
  'do not contact',
  'erasure',
  'freshness',
  'frequency cap',
  'holdout',
  'ledger',
  'pause',
  'quiet hours',
  'reentry',
  'runs',
  'staff',
  'visit',
])

const withoutSeen = (check: Check): Check =>
  impersonal.has(check.check) ? check : { ...check, saw: fieldsIn(check.saw) }

/** `customer.tier: "silver", wanted = "gold"` → `customer.tier`. Texts go first: they may hold what looks like a field. */
const fieldsIn = (saw: string): string => {
  const named = saw.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(fields) ?? []
  return [...new Set(named)].join('; ')
}
const fields = /\b(?:customer|moment|event|receipt|device|visit|zone|venue|feeds|stock|run|history)(?:\.[A-Za-z_]\w*)+/g
