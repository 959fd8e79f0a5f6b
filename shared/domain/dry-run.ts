import type { MomentKind } from './moment.ts'
import type { Occasion } from './occasion.ts'
import type { ReceiptEvent } from './receipt.ts'
import { plenty, rehearse, wakeOf } from './rehearsal.ts'
import type { Decided, Person, Rules } from './situation.ts'

/** Something that is made up to happen. */
export type MadeUp =
  | { moment: MomentKind; zoneId?: string; dwellSeconds?: number; visitSeconds?: number }
  | { event: string; data?: Readonly<Record<string, unknown>> }
  /** What she does with the last message that she got. */
  | { receipt: ReceiptEvent; answer?: string }
  | { withdraw: string }
  | { start: string }

/** What happens, where, and when, in milliseconds since 1970. */
export type Plot = { venueId: string; deviceId: string; happenings: readonly { at: number; madeUp: MadeUp }[] }

/** What an occasion would come to. */
export type Scene = Pick<Decided, 'decisions' | 'claims' | 'effects'> & { at: number; occasion: Occasion }

export const dryRunLimits = {
  scenes: 200, // a journey that goes round and round is cut off there
  days: 2 * 366, // as long as anything can be waited for
} as const

/** What is taken for granted in a dry run. */
export const assumptions = [
  'every offer has stock and budget left, and codes are not valid ones',
  'there is room below every ceiling on sends',
  'nothing else happens than what is told',
] as const

const dayMs = 24 * 60 * 60 * 1000

/**
 * What would happen to somebody, and what would follow from it: the clock goes on from what is made up to what waits, until
 * nothing waits any more or a time has come. Nothing is sent and nothing stored.
 */
export const dryRun = (
  rules: Rules,
  person: Person,
  plot: Plot,
  until?: number,
): { scenes: Scene[]; person: Person } => {
  const scenes: Scene[] = []
  const coming = plot.happenings.toSorted((a, b) => a.at - b.at)
  const end = until ?? (coming[0]?.at ?? 0) + dryRunLimits.days * dayMs
  const told = { visit: 1, entered: coming[0]?.at ?? 0, lastMessageId: undefined as string | undefined }
  let her = person

  while (scenes.length < dryRunLimits.scenes) {
    const wakeAt = her.runs.wakeAt ?? Number.POSITIVE_INFINITY
    const next = coming[0]
    const isWake = next === undefined || wakeAt <= next.at
    const at = isWake ? wakeAt : next.at
    if (at > end || at === Number.POSITIVE_INFINITY) break
    if (!isWake) coming.shift()
    const occasion = isWake
      ? wakeOf(whomOf(her, plot), at)
      : occasionOf(next.madeUp, next.at, her, plot, scenes.length, told)
    if (occasion === undefined) continue
    const { person: after, decisions, claims, effects } = rehearse(rules, plenty, her, { occasion, now: at })
    her = after
    told.lastMessageId = claims.at(-1)?.message.id ?? told.lastMessageId
    // a timer that rings early only arms the next one
    if (!isWake || decisions.length > 0) scenes.push({ at, occasion, decisions, claims, effects })
  }
  return { scenes, person: her }
}

const whomOf = ({ customer }: Person, { deviceId }: Plot) =>
  customer === undefined ? { deviceId } : { customerId: customer.id, deviceId }

type Told = { visit: number; entered: number; lastMessageId: string | undefined }

/** What is made up, as the stream would have it. Undefined: a receipt, and there is no message. */
const occasionOf = (
  madeUp: MadeUp,
  at: number,
  person: Person,
  plot: Plot,
  place: number,
  told: Told,
): Occasion | undefined => {
  const base = { ...whomOf(person, plot), id: `dry-run-${place}`, occurredAt: at, receivedAt: at }
  if ('moment' in madeUp) {
    const { moment: kind, zoneId, dwellSeconds, visitSeconds = Math.round((at - told.entered) / 1000) } = madeUp
    if (kind === 'venue.enter') told.entered = at
    const visitId = `visit-${told.visit}`
    if (kind === 'venue.exit') told.visit += 1
    return {
      ...base,
      kind,
      venueId: plot.venueId,
      visitId,
      ...(zoneId !== undefined && { zoneId }),
      ...(dwellSeconds !== undefined && { dwellSeconds }),
      ...(kind === 'venue.exit' && { visit: { seconds: visitSeconds, path: [] } }),
    }
  }
  if ('event' in madeUp)
    return { ...base, kind: 'event', name: madeUp.event, venueId: plot.venueId, data: madeUp.data ?? {} }
  if ('withdraw' in madeUp) return { ...base, kind: 'withdraw', offerId: madeUp.withdraw }
  if ('start' in madeUp) return { ...base, kind: 'start', journeyId: madeUp.start, by: 'broadcast' }
  if (told.lastMessageId === undefined) return undefined
  const { receipt: event, answer } = madeUp
  const receipt = { messageId: told.lastMessageId, event, at, ...(answer !== undefined && { answer }) }
  return { ...base, kind: 'receipt', receipt }
}
