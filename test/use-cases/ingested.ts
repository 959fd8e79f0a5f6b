import { at } from '#test/support/builders.ts'

/** What a device's mailbox is told that a gateway of the shoes heard of it. */
export const sightings = (deviceId: string, ...heard: readonly object[]) => ({
  key: `device:${deviceId}`,
  body: {
    v: 1,
    kind: 'sightings',
    deviceId,
    venueId: 'store',
    receivedAt: at(60),
    sightings: heard.map((one) => ({ anchor: { gatewayId: 'shoes-gateway' }, ...one })),
  },
})

/** What the journal is told of a message of that gateway. */
export const counted = (reason: string, count: number) => ({
  type: 'counted',
  at: at(60),
  source: 'ingest-gateways',
  reason,
  count,
  venueId: 'store',
  gatewayId: 'shoes-gateway',
})

/** All that left through the ports, with what is encoded in it. */
export const allThatLeft = (calls: readonly unknown[]): string =>
  JSON.stringify(calls, (key, value: unknown) =>
    key === 'body' && typeof value === 'string' ? [value, Buffer.from(value, 'base64').toString()] : value,
  ).toLowerCase()
