import type { ReadOfferCode } from '#shared/access/offer-code.ts'
import type { Grant, Redeemed, Redemption } from '#shared/domain/offer-held.ts'
import type { Ports, StreamRecord } from '#shared/ports.ts'

/** A code at a till. `id` is the till's own; with `at` the till was offline, and has handed out what it is for. */
export type AskedRedemption = { code: string; tillId: string; id: string; at?: number }

/**
 * What a till is told, in a word and in a sentence. `conflict`: two tills have handed it out, and `at` and `tillId` say which
 * was first.
 */
export type RedemptionAnswer = {
  id: string
  result: 'redeemed' | 'already_redeemed' | 'expired' | 'unknown' | 'forged' | 'mistyped'
  message: string
  offerId?: string
  at?: number
  tillId?: string
  expiresAt?: number
  conflict?: true
}

type Dependencies = {
  ports: Pick<Ports, 'codes' | 'events'>
  read: (typed: string) => Promise<ReadOfferCode>
  /** The IANA zone of a venue's clock, as far as it is known. */
  timezoneOf: (venueId: string) => Promise<string | undefined>
}

/**
 * Redeems codes, each once, and tells the stream whose they were, so that journeys react. Everything may be repeated: a till
 * that asks again by the same id hears the same, and the stream's event has an id that makes copies harmless.
 */
export const redeemOffers =
  ({ ports: { codes, events }, read, timezoneOf }: Dependencies) =>
  async (
    asked: readonly AskedRedemption[],
    may: (venueId: string) => boolean,
    now: number,
  ): Promise<RedemptionAnswer[]> => {
    const records: StreamRecord[] = []
    const redeemOne = async ({ code, ...request }: AskedRedemption): Promise<RedemptionAnswer> => {
      const found = await read(code)
      const { id } = request
      if ('fault' in found) return { id, result: found.fault, message: faultText[found.fault] }
      const held = await codes.find(found.serial)
      // of other venues' codes a till hears nothing
      if (held?.grant === undefined || !may(held.grant.venueId)) return { id, result: 'unknown', message: unknownText }
      const redeemed = await codes.redeem(found.serial, request, now)
      if (redeemed === undefined) return { id, result: 'unknown', message: unknownText }
      const { told, whose } = redeemed
      if (whose && told.result !== 'expired') records.push(recordOf(redeemed.held, whose, told.redemption, now))
      const timezone = (await timezoneOf(held.grant.venueId)) ?? 'UTC'
      return { id, offerId: held.offerId, ...answerOf(told, timezone) }
    }
    // what concerns one code goes in its order: a till may send it twice in one batch
    const byCode = Map.groupBy(asked, ({ code }) => code)
    const answers = new Map<AskedRedemption, RedemptionAnswer>()
    await Promise.all(
      [...byCode.values()].map(async (ofOne) => {
        for (const one of ofOne) answers.set(one, await redeemOne(one))
      }),
    )
    if (records.length > 0) await events.put(records)
    return asked.flatMap((one) => answers.get(one) ?? [])
  }

const unknownText = 'There is no such code at this venue'
const faultText = {
  mistyped: 'This is no code as it was printed: look for a character that is wrong or missing',
  forged: 'This code is not one of ours',
}

const answerOf = (told: Redeemed, timezone: string): Omit<RedemptionAnswer, 'id' | 'offerId'> => {
  if (told.result === 'expired') {
    const { expiresAt } = told
    const until = expiresAt === undefined ? '' : ` at ${timeText(expiresAt, timezone)}`
    return { result: 'expired', message: `expired${until}`, ...(expiresAt === undefined ? {} : { expiresAt }) }
  }
  const { at, tillId } = told.redemption
  const where = `${tillId}, ${timeText(at, timezone)}`
  return {
    result: told.result,
    message: told.result === 'redeemed' ? `redeemed, ${where}` : `already redeemed, ${where}`,
    at,
    tillId,
    ...(told.isConflict ? { conflict: true } : {}),
  }
}

const timeText = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)

/** What a redemption is to journeys: an event of whoever got the code, the same however often it is told. */
const recordOf = (
  { messageId, offerId }: { messageId: string; offerId: string },
  { ledgerId, deviceId, venueId }: Grant,
  { tillId, at }: Redemption,
  now: number,
): StreamRecord => {
  const [, customerId] = /^customer:(.+)$/.exec(ledgerId) ?? []
  return {
    key: customerId === undefined ? `visitor:${deviceId}` : ledgerId,
    body: {
      v: 1,
      kind: 'event',
      id: `redeemed:${messageId}`,
      deviceId,
      ...(customerId === undefined ? {} : { customerId }),
      name: 'offer.redeemed',
      venueId,
      data: { offerId, messageId, tillId },
      occurredAt: at,
      receivedAt: now,
    },
  }
}
