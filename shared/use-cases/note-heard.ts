import { phonesReporter } from '#shared/domain/health.ts'
import { createHearings } from '#shared/domain/health-notes.ts'
import type { Release } from '#shared/domain/release.ts'
import { beaconKey, withoutMac } from '#shared/domain/sighting.ts'
import type { Health } from '#shared/ports.ts'
import type { Folded } from './fold-mailbox.ts'

/**
 * Notes what a batch of mailboxes heard, for the health of venues: at most one note a minute and venue, after the commit.
 * Never rejects: what can not be noted is told to `onTrouble` and lost.
 */
export const noteHeard = (health: Pick<Health, 'note'>, onTrouble: (error: Error) => void) => {
  const hearings = createHearings()
  return async (folded: readonly Folded[], release: Release, now: number): Promise<void> => {
    for (const one of folded) listen(hearings, one, release)
    await writeNotes(health, hearings, now, onTrouble)
  }
}

type Hearings = ReturnType<typeof createHearings>

/** Writes down what is due. Never rejects. */
export const writeNotes = async (
  health: Pick<Health, 'note'>,
  hearings: Hearings,
  now: number,
  onTrouble: (error: Error) => void,
): Promise<void> => {
  const due = hearings.due(now).map(({ venueId, note }) => health.note(venueId, note).catch(onTrouble))
  await Promise.all(due)
}

const listen = (hearings: Hearings, { presence, moments, outcomes }: Folded, { venues }: Release): void => {
  for (const { events } of outcomes.keys()) {
    for (const { event } of events) {
      if (event.kind !== 'sighting') continue
      const { anchor, occurredAt, receivedAt } = event.sighting
      // of gateways ingest-gateways tells, also where they hear nobody
      if ('gatewayId' in anchor) continue
      const index = venues.get(event.venueId)
      if (!index) continue
      const place = index.place(anchor, occurredAt)
      const hearing = hearings.at(event.venueId)
      if (place) hearing.heard(place.anchorId.slice(event.venueId.length + 1), receivedAt)
      else hearing.unknown(beaconKey(withoutMac(anchor.beacon)))
    }
    const last = events.at(-1)?.event
    if (last?.kind === 'sighting' && presence?.deviceKind === 'phone' && venues.has(last.venueId))
      hearings.at(last.venueId).lag(phonesReporter, last.receivedAt - last.sighting.deviceTime)
  }
  // what staff do is no measure of what shoppers miss
  if (presence === undefined || presence.staff) return
  const kind = presence.deviceKind === 'phone' ? 'beacon' : 'gateway'
  for (const { moment } of moments) hearings.at(moment.venueId).raised(kind, moment.zoneId ?? '')
}
