import { hardwareKey } from '#shared/access/hardware-key.ts'
import { seal } from '#shared/access/seal.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Parked } from '#shared/ports.ts'
import type { Published } from '#shared/schemas/stream.ts'
import { parkedOf } from './park-refused.ts'
import { withoutAddresses } from './without-addresses.ts'

/**
 * What was refused of a gateway's message, as it is parked: to be looked at without the addresses in it, and sealed as it
 * came, to be driven again. A message that comes twice is parked under the same id.
 */
export const parkedGatewayMessage = (
  published: Published,
  secret: string,
  refused: readonly { reason: string; detail: string }[],
  attempts = 0,
): Parked[] => {
  const { topic, body, receivedAt } = published
  const hidden = (bytes: Uint8Array) => Buffer.from(withoutAddresses(bytes, (address) => hardwareKey(secret, address)))
  return parkedOf(
    {
      id: derivedId(topic, body, receivedAt),
      body: hidden(Buffer.from(body, 'base64')).toString('base64'),
      sealed: seal(secret, JSON.stringify(published)),
      topic,
      at: receivedAt,
      ...(attempts === 0 ? {} : { attempts }),
    },
    refused.map(({ reason, detail }) => ({ reason, detail: hidden(Buffer.from(detail)).toString('utf8') })),
  )
}
