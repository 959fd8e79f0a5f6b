import type { Subject } from './condition.ts'
import { type Customer, type DeviceKind, isShopper } from './customer.ts'
import { derivedId } from './identifier.ts'
import { type Journey, type MessageStep, messageSteps } from './journey.ts'
import {
  type Claim,
  claimWithin,
  hasConsent,
  isFull,
  type Ledger,
  ledgerIdOf,
  ledgerLimits,
  sendsWithin,
} from './ledger.ts'
import type { Message } from './message.ts'
import type { Moment } from './moment.ts'
import { type CapNeed, type CompiledJourney, capKey, type Pauses } from './release.ts'

/** Why a journey sent nothing. */
export type Reason =
  | 'paused'
  | 'staff'
  | 'stale'
  | 'audience'
  | 'erased'
  | 'do_not_contact'
  | 'no_consent'
  | 'frequency_cap'
  | 'no_device'
  | 'ledger_full'
  | 'outranked'
  | 'shared_visit' // another device of hers was there before, or still is
  | 'duplicate' // the moment was decided before, by a process or a release that did not choose this journey

/** One check of a decision, with the value that it saw. */
export type Check = { check: string; passed: boolean; saw: string }

export type Decision = { journeyId: string; trace: readonly Check[] } & ({ message: Message } | { suppressed: Reason })

/** All that a decision depends on. `now` is the arrival time of the event behind the moment, never the wall clock. */
export type Situation = {
  moment: Moment
  device: { kind: DeviceKind; staff: boolean }
  customer: Customer | undefined
  ledger: Ledger
  candidates: readonly CompiledJourney[]
  pauses: Pauses
  capNeeds: ReadonlyMap<string, CapNeed>
  now: number
  /** Why the moment is nobody's to react to, whatever the journey. */
  aside?: Aside
}

export type Aside = { check: string; reason: Reason; saw: string }

export type Decided = { decisions: readonly Decision[]; claims: readonly Claim[] }

/**
 * Decides one moment: every candidate journey gives a message or a reason, and at most one marketing message goes out.
 * Where the ledger has promised something for this moment before, that promise is the decision, under the same id.
 */
export const decide = (situation: Situation): Decided => {
  const { moment, ledger } = situation
  const promised = new Map(
    ledger.claims.filter(({ momentId }) => momentId === moment.id).map((one) => [one.journeyId, one]),
  )
  const judged = situation.candidates.map((candidate) =>
    judge(candidate, situation, promised.get(candidate.journey.id)),
  )
  const winner = best(judged, promised)
  const claims: Claim[] = []
  const decisions = judged.map(({ journey, step, trace, suppressed, deviceId }): Decision => {
    const journeyId = journey.id
    const earlier = promised.get(journeyId)
    if (earlier) return { journeyId, trace, message: earlier.message }
    if (suppressed !== undefined) return { journeyId, trace, suppressed }
    if (promised.size > 0 && step.class !== 'marketing') {
      return { journeyId, trace: [...trace, failed('claim', 'the moment was decided before')], suppressed: 'duplicate' }
    }
    if (step.class === 'marketing' && winner !== journeyId) {
      return { journeyId, trace: [...trace, failed('arbitration', `${winner} goes first`)], suppressed: 'outranked' }
    }
    const made: Claim = {
      momentId: moment.id,
      journeyId,
      deviceId,
      at: situation.now,
      message: compose(journey, step, situation),
    }
    const next = claimWithin(ledger, [...claims, made], situation.now, situation.capNeeds)
    if (isFull(next, step.class === 'marketing' ? ledgerLimits.serviceBytes : 0)) {
      return {
        journeyId,
        trace: [...trace, failed('ledger', 'no room for one more promise')],
        suppressed: 'ledger_full',
      }
    }
    claims.push(made)
    return { journeyId, trace: [...trace, passed('arbitration', 'first')], message: made.message }
  })
  return { decisions, claims }
}

/** What a condition can ask about. */
export const subjectOf = ({
  moment,
  device,
  customer,
}: Pick<Situation, 'moment' | 'device' | 'customer'>): Subject => ({
  customer: customer === undefined ? { known: false } : { ...customer.traits, id: customer.id, known: true },
  moment: { kind: moment.kind, venueId: moment.venueId, zoneId: moment.zoneId, dwellSeconds: moment.dwellSeconds },
  device: { kind: device.kind },
})

type Judged = { journey: Journey; step: MessageStep; trace: Check[]; suppressed?: Reason; deviceId: string }

const judge = ({ journey, audience }: CompiledJourney, situation: Situation, promised: Claim | undefined): Judged => {
  const { moment, device, customer, ledger, pauses, now, aside } = situation
  const [step] = messageSteps(journey)
  if (step === undefined) throw new Error(`journey ${journey.id} has no message`)
  const trace: Check[] = []
  const deviceId = device.kind === 'phone' ? moment.deviceId : (customer?.deviceIds[0] ?? '')
  const stop = (suppressed: Reason): Judged => ({ journey, step, trace, suppressed, deviceId })
  /** Notes a check; true means it failed. `saw` is text, or made only when it is asked for. */
  const fails = (check: string, holds: boolean, saw: string): boolean => {
    trace.push({ check, passed: holds, saw })
    return !holds
  }
  if (promised)
    return {
      journey,
      step,
      trace: [passed('claim', `${promised.message.id} was promised before`)],
      deviceId: promised.deviceId,
    }

  const pause = pausedBy(journey, pauses)
  if (fails('pause', pause === undefined, pause ?? 'nothing paused')) return stop('paused')
  const isOfShopper = isShopper({ deviceKind: device.kind, staff: device.staff || customer?.staff === true })
  if (fails('staff', isOfShopper, isOfShopper ? 'a shopper' : notOfShopper(device.kind))) return stop('staff')
  const ageSeconds = (now - moment.occurredAt) / 1000
  const { usefulForSeconds } = journey.entrance
  if (fails('freshness', ageSeconds <= usefulForSeconds, `${ageSeconds} s old, useful for ${usefulForSeconds} s`))
    return stop('stale')
  if (aside) {
    fails(aside.check, false, aside.saw)
    return stop(aside.reason)
  }
  if (audience) {
    const subject = subjectOf(situation)
    const holds = audience.holds(subject)
    if (fails('audience', holds, holds ? 'holds' : audience.whyNot(subject))) return stop('audience')
  }
  if (fails('erasure', !ledger.erased, ledger.erased ? 'asked to be forgotten' : 'none')) return stop('erased')
  if (step.class === 'marketing') {
    if (fails('do not contact', !ledger.doNotContact, ledger.doNotContact ? 'set' : 'not set'))
      return stop('do_not_contact')
    for (const purpose of journey.consent) {
      const saw = `${purpose}: ${ledger.consents[purpose]?.status ?? 'never asked'}`
      if (fails('consent', hasConsent(ledger, purpose, now), saw)) return stop('no_consent')
    }
    for (const cap of journey.frequencyCaps) {
      const sent = sendsWithin(ledger, capKey(cap, journey.id), cap.windowSeconds, now)
      const saw = `${sent} of ${cap.limit} in ${cap.windowSeconds} s, by ${cap.scope}`
      if (fails('frequency cap', sent < cap.limit, saw)) return stop('frequency_cap')
    }
  }
  if (fails('device', deviceId !== '', deviceId || 'no phone to send to')) return stop('no_device')
  return { journey, step, trace, deviceId }
}

/** Highest priority first, then the oldest journey, then by id so that a tie has one answer. A promise kept is the winner. */
const best = (judged: readonly Judged[], promised: ReadonlyMap<string, Claim>): string | undefined => {
  for (const [journeyId, { message }] of promised) if (message.class === 'marketing') return journeyId
  return judged
    .filter(({ suppressed, step }) => suppressed === undefined && step.class === 'marketing')
    .map(({ journey }) => journey)
    .toSorted((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))[0]?.id
}

const pausedBy = (journey: Journey, pauses: Pauses): string | undefined => {
  if (pauses.everything) return 'everything is paused'
  if (pauses.venues.includes(journey.entrance.venueId)) return `venue ${journey.entrance.venueId} is paused`
  return journey.paused || pauses.journeys.includes(journey.id) ? `journey ${journey.id} is paused` : undefined
}

const compose = (journey: Journey, step: MessageStep, { moment, customer }: Situation): Message => {
  const { offerId, ...content } = step.message
  if ('templateId' in content) throw new Error(`template ${content.templateId} is not known`)
  const { kind, title, body, link, image } = content
  const language = customer?.traits.language
  return {
    id: derivedId(ledgerIdOf(moment), journey.id, step.id, moment.id),
    class: step.class,
    kind,
    title,
    body,
    ...(link === undefined ? {} : { link }),
    ...(image === undefined ? {} : { image }),
    ...(offerId === undefined ? {} : { offer: { id: offerId } }),
    locale: typeof language === 'string' ? language : 'en',
    expiresAt: moment.occurredAt + step.expiresInSeconds * 1000,
  }
}

const passed = (check: string, saw: string): Check => ({ check, passed: true, saw })
const failed = (check: string, saw: string): Check => ({ check, passed: false, saw })

const notOfShopper = (kind: DeviceKind): string =>
  kind === 'till' || kind === 'fixture' ? `a ${kind}` : 'a staff device'
