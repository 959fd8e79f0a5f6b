import { hardwareKey } from '#shared/access/hardware-key.ts'
import { seal } from '#shared/access/seal.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { parseTopic } from '#shared/domain/topic.ts'
import { engines } from '#shared/hardware/formats.ts'
import type { Parked } from '#shared/ports.ts'
import type { Published } from '#shared/schemas/stream.ts'
import { parkedOf } from './park-refused.ts'
import { withoutAddresses } from './without-addresses.ts'
import { withoutPersonalFields } from './without-personal-fields.ts'

/**
 * What was refused of a gateway's message, as it is parked: to be looked at without the addresses in it, and sealed as it
 * came, to be driven again. Of a location engine's neither says who anybody is. A message that comes twice is parked under
 * the same id.
 */
export const parkedGatewayMessage = (
  published: Published,
  secret: string,
  refused: readonly { reason: string; detail: string }[],
  attempts = 0,
): Parked[] => {
  const { topic, body, receivedAt } = published
  const kept = keptOf(published)
  const hidden = (bytes: Uint8Array) => Buffer.from(withoutAddresses(bytes, (address) => hardwareKey(secret, address)))
  return parkedOf(
    {
      id: derivedId(topic, body, receivedAt),
      body: hidden(kept ?? Buffer.of()).toString('base64'),
      ...(kept === undefined
        ? { cutFromBytes: body.length }
        : { sealed: seal(secret, JSON.stringify({ ...published, body: kept.toString('base64') })) }),
      topic,
      at: receivedAt,
      ...(attempts === 0 ? {} : { attempts }),
    },
    refused.map(({ reason, detail }) => ({ reason, detail: hidden(Buffer.from(detail)).toString('utf8') })),
  )
}

/** What may be kept of a message; nothing of an engine's that can't be read, because it may hold anything. */
const keptOf = ({ topic, body }: Published): Buffer | undefined => {
  const bytes = Buffer.from(body, 'base64')
  const parsed = parseTopic(topic)
  if (parsed?.kind !== 'gateway' || !engines.has(parsed.format)) return bytes
  const kept = withoutPersonalFields(bytes)
  return kept === undefined ? undefined : Buffer.from(kept)
}
