/** A tag as a gateway hears it: its address as 12 hex digits, and its advertisement as hex. */
export type HeardTag = { address: string; rssi: number; advertisement: string }

/** Writes what one gateway heard in a second as the messages that its hardware would send. `at` in milliseconds since 1970. */
type WriteReport = (gatewayAddress: string, heard: readonly HeardTag[], at: number) => string[]

/** Minew G1, JSON-LONG: everything in one message, the gateway itself first. */
const minew: WriteReport = (gatewayAddress, heard, at) => {
  const timestamp = new Date(at).toISOString()
  const tags = heard.map(({ address, rssi, advertisement }) => ({
    timestamp,
    type: 'Unknown',
    mac: address.toUpperCase(),
    bleName: '',
    rssi,
    rawData: advertisement.toUpperCase(),
  }))
  const gateway = { timestamp, type: 'Gateway', mac: gatewayAddress.toUpperCase(), gatewayFree: 89, gatewayLoad: 0.03 }
  return [JSON.stringify([gateway, ...tags])]
}

const randomAddress = 3 // reelyActive's transmitterIdType
const publicAddress = 2

/** reelyActive: a raddec a transmitter, with the packet's header and address before its advertisement. */
const raddec: WriteReport = (gatewayAddress, heard, at) =>
  heard.map(({ address, rssi, advertisement }) => {
    const length = (6 + advertisement.length / 2).toString(16).padStart(2, '0')
    return JSON.stringify({
      transmitterId: address,
      transmitterIdType: randomAddress,
      rssiSignature: [{ receiverId: gatewayAddress, receiverIdType: publicAddress, rssi, numberOfDecodings: 1 }],
      packets: [`40${length}${bytesReversed(address)}${advertisement}`],
      timestamp: at,
    })
  })

/** Ruuvi Gateway: a message a tag, times as text in seconds. */
const ruuvi: WriteReport = (gatewayAddress, heard, at) =>
  heard.map(({ rssi, advertisement }) => {
    const seconds = String(Math.floor(at / 1000))
    const gw_mac = gatewayAddress.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:')
    return JSON.stringify({
      gw_mac,
      rssi,
      aoa: [],
      gwts: seconds,
      ts: seconds,
      data: advertisement.toUpperCase(),
      coords: '',
    })
  })

/** Gateways of the demo by the format that they speak. */
export const writers: Readonly<Record<string, WriteReport>> = { minew, raddec, ruuvi }

/** What a RuuviTag advertises (data format 5): 22 °C, 40 %, 1013 hPa, at rest, 2.9 V, +4 dBm; a count, and its own address. */
export const tagAdvertisement = (address: string, count: number): string =>
  `0201061bff990405${'1130'}${'3e80'}${'c864'}${'0000000003e8'}${'a296'}${'00'}${uint16(count)}${address}`

const uint16 = (count: number) => (count % 0x1_0000).toString(16).padStart(4, '0')
const bytesReversed = (hex: string) => (hex.match(/../g) ?? []).reverse().join('')
