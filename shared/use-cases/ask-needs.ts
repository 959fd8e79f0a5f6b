import type { Release } from '#shared/domain/release.ts'
import type { Settings } from '#shared/domain/settings.ts'
import type { Grant, Need } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'

/** Asks for what messages need before they may be promised: one of an offer, and room below the ceilings on sends. */
export const askNeeds =
  ({ offers, ceilings }: Pick<Ports, 'offers' | 'ceilings'>) =>
  async (
    needs: readonly Need[],
    { version, offers: known, settings }: Release,
    now: number,
  ): Promise<Map<string, Grant>> => {
    const requests = needs.flatMap(({ reserve }) => reserve ?? [])
    const counted = needs.filter(({ isCounted }) => isCounted)
    const messages = counted.map(({ messageId, venueId }) => ({ messageId, ceilings: ceilingsOf(settings, venueId) }))
    const [reservations, admitted] = await Promise.all([
      requests.length === 0 ? undefined : offers.reserve(requests, { version, offers: known }, now),
      messages.length === 0 ? undefined : ceilings.admit(messages, now),
    ])
    return new Map(
      needs.map(({ messageId }) => {
        const reservation = reservations?.get(messageId)
        return [messageId, { isWithinCeiling: admitted?.get(messageId) ?? true, ...(reservation && { reservation }) }]
      }),
    )
  }

const ceilingsOf = ({ sendsPerMinute, venues }: Settings, venueId: string) => {
  const own = venues[venueId]?.sendsPerMinute
  return [
    ...(sendsPerMinute === undefined ? [] : [{ key: '*', perMinute: sendsPerMinute }]),
    ...(own === undefined ? [] : [{ key: venueId, perMinute: own }]),
  ]
}
