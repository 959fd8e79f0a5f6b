import { isMarketing, pausedBy } from './admission.ts'
import type { CapRule } from './compiled-journey.ts'
import { fingerprint } from './identifier.ts'
import type { MessageStep } from './journey.ts'
import { hasConsent, type Ledger, sendsWithin } from './ledger.ts'
import { quietUntil } from './quiet-hours.ts'
import type { Held } from './runs.ts'
import { phoneOf, type Scene, type Walker } from './scene.ts'
import type { Reason } from './situation.ts'
import { whoseClock } from './whose-clock.ts'

/** A message may be sent as far as the person goes, is silent for a reason, or waits for a better time. */
export type Judged = { ready: { deviceId: string } } | { suppressed: Reason } | { deferred: Held; until: number }

/** Asks all that must hold at the very time at which a message is promised. Marketing is asked more than what she needs. */
export const judge = (scene: Scene, walker: Walker, step: MessageStep): Judged => {
  const { ledger } = scene
  const { trace } = walker
  const refused = walker.isNew ? undefined : stillMay(scene, walker, step)
  if (refused) return { suppressed: refused }
  if (trace.fails('erasure', !ledger.erased, ledger.erased ? 'asked to be forgotten' : 'none'))
    return { suppressed: 'erased' }
  if (step.class === 'marketing') {
    const silent = silentFor(scene, walker, step)
    if (silent) return silent
  }
  const deviceId = phoneOf(scene, walker)
  if (trace.fails('device', deviceId !== '', deviceId || 'no phone to send to')) return { suppressed: 'no_device' }
  return { ready: { deviceId } }
}

/** What was asked at the entrance, and may be different by now. */
const stillMay = ({ rules, now }: Scene, { compiled, trace, run }: Walker, step: MessageStep): Reason | undefined => {
  const pause = pausedBy(compiled.journey, rules.pauses)
  if (trace.fails('pause', pause === undefined, pause ?? 'nothing paused')) return 'paused'
  const ageSeconds = (now - run.since) / 1000
  const saw = `${ageSeconds} s late, worth sending for ${step.expiresInSeconds} s`
  return trace.fails('freshness', ageSeconds < step.expiresInSeconds, saw) ? 'stale' : undefined
}

/** What keeps marketing from her, now or at all. */
const silentFor = (scene: Scene, walker: Walker, step: MessageStep): Judged | undefined => {
  const refused = refusedBy(scene, walker)
  return refused ? { suppressed: refused } : (inQuietHours(scene, walker, step) ?? overCaps(scene, walker, step))
}

/** Whether she does not want marketing of this journey: at her word, or because she never gave it. */
export const refusedBy = (
  { ledger, now }: Pick<Scene, 'ledger' | 'now'>,
  { compiled, trace }: Pick<Walker, 'compiled' | 'trace'>,
): Reason | undefined => {
  if (trace.fails('do not contact', !ledger.doNotContact, ledger.doNotContact ? 'set' : 'not set'))
    return 'do_not_contact'
  for (const purpose of compiled.journey.consent) {
    const saw = `${purpose}: ${ledger.consents[purpose]?.status ?? 'never asked'}`
    if (trace.fails('consent', hasConsent(ledger, purpose, now), saw)) return 'no_consent'
  }
  return undefined
}

/** Whether somebody who is under way may not get what her journey still has for her. */
export const hasOptedOut = ({ ledger, now }: Scene, { compiled }: Pick<Walker, 'compiled'>): boolean =>
  isMarketing(compiled.journey) &&
  (ledger.doNotContact || compiled.journey.consent.some((purpose) => !hasConsent(ledger, purpose, now)))

const inQuietHours = (scene: Scene, { compiled, trace, run }: Walker, step: MessageStep): Judged | undefined => {
  const { settings } = scene.rules.release
  const { journey } = compiled
  const own = settings.venues[journey.entrance.venueId]?.quietHours ?? settings.quietHours
  const hours = journey.quietHours ?? own
  if (hours === undefined || hours.windows.length + (hours.overrides?.length ?? 0) === 0) return undefined
  const clock = clockOf(scene, journey.entrance.venueId)
  const isKnown = clock !== 'unknown'
  if (trace.fails('clock', isKnown, isKnown ? `${clock.whose}: ${clock.timezone}` : 'nobody knows her time'))
    return { suppressed: 'quiet_hours' }
  const until = isKnown ? quietUntil(hours, clock.timezone, scene.now) : undefined
  const saw = until === undefined ? 'outside' : `until ${new Date(until).toISOString()}`
  if (!trace.fails('quiet hours', until === undefined, saw) || until === undefined) return undefined
  return hours.fallback === 'defer' ? deferred('quiet_hours', until, run, step, trace) : { suppressed: 'quiet_hours' }
}

/** By whose clock it is quiet: while a device of hers is in a venue it is that venue's, else hers or that of the journey's venue. */
const clockOf = ({ occasion, ledger, customer, rules }: Scene, journeyVenueId: string) => {
  const { shared } = ledger
  const elsewhere = Object.values(shared?.devices ?? {}).find(({ venueId, isOut }) => venueId !== undefined && !isOut)
  const here = 'visitId' in occasion && occasion.kind !== 'venue.exit' ? occasion.venueId : elsewhere?.venueId
  return whoseClock({
    isInVenue: here !== undefined,
    venueTimezone: rules.release.venues.get(here ?? journeyVenueId)?.venue.timezone,
    ownTimezone: customer?.traits.timezone,
  })
}

const overCaps = ({ ledger, now }: Scene, { compiled, trace, run }: Walker, step: MessageStep): Judged | undefined => {
  for (const cap of compiled.caps) {
    const sent = sendsWithin(ledger, cap.key, cap.windowSeconds, now)
    const saw = `${sent} of ${cap.limit} in ${cap.windowSeconds} s, by ${cap.scope}`
    if (!trace.fails('frequency cap', sent < cap.limit, saw)) continue
    if (cap.fallback === 'drop') return { suppressed: 'frequency_cap' }
    return deferred('frequency_cap', roomAt(ledger, cap), run, step, trace)
  }
  return undefined
}

/** When the oldest of as many sends as a cap allows has left its window. */
const roomAt = ({ sends }: Ledger, { key, limit, windowSeconds }: CapRule): number =>
  ((sends[key] ?? []).at(-limit) ?? 0) + windowSeconds * 1000

/** The ceiling lets go again with the next minute: spread over it, lest all come at its first second. */
export const afterCeiling = (scene: Scene, { run, trace }: Walker, step: MessageStep): Judged => {
  const minute = 60_000
  const next = (Math.floor(scene.now / minute) + 1) * minute + (fingerprint(run.id) % minute)
  return deferred('rate_ceiling', next, run, step, trace)
}

/** Later, unless the moment of the message has passed by then. */
const deferred = (
  why: Held,
  until: number,
  { since }: Walker['run'],
  { expiresInSeconds }: MessageStep,
  { fails }: Walker['trace'],
): Judged => {
  const isInTime = until < since + expiresInSeconds * 1000
  const saw = isInTime ? `until ${new Date(until).toISOString()}` : `${new Date(until).toISOString()} would be too late`
  return fails('deferral', isInTime, saw) ? { suppressed: why } : { deferred: why, until }
}
