/** The MQTT topics, in one place. Venue and device come from here, never from a payload. */
export const topics = {
  sightings: (venueId: string, deviceId: string) => `usher/${venueId}/devices/${deviceId}/sightings`,
  position: (venueId: string, deviceId: string) => `usher/${venueId}/devices/${deviceId}/position`,
  calibration: (venueId: string, deviceId: string) => `usher/${venueId}/devices/${deviceId}/calibration`,
  gateway: (venueId: string, gatewayId: string, format: string) => `usher/${venueId}/gateways/${gatewayId}/${format}`,
  messages: (deviceId: string) => `usher/devices/${deviceId}/messages`,
  receipts: (deviceId: string) => `usher/devices/${deviceId}/receipts`,
}

/** The same topic straight to the rule that reads it: Basic Ingest skips the broker, and what nobody else hears is not billed as a message. */
export const basicIngest = {
  sightings: (venueId: string, deviceId: string) => `$aws/rules/device_reports/${topics.sightings(venueId, deviceId)}`,
  position: (venueId: string, deviceId: string) => `$aws/rules/device_reports/${topics.position(venueId, deviceId)}`,
  calibration: (venueId: string, deviceId: string) =>
    `$aws/rules/device_reports/${topics.calibration(venueId, deviceId)}`,
  gateway: (venueId: string, gatewayId: string, format: string) =>
    `$aws/rules/gateway_reports/${topics.gateway(venueId, gatewayId, format)}`,
  receipts: (deviceId: string) => `$aws/rules/device_receipts/${topics.receipts(deviceId)}`,
}

export type Topic =
  | { kind: 'sightings' | 'position' | 'calibration'; venueId: string; deviceId: string }
  | { kind: 'receipts'; deviceId: string }
  | { kind: 'gateway'; venueId: string; gatewayId: string; format: string }

/** Takes a topic apart, level by level. A policy's `*` spans `/`, so a level too many is nobody's: undefined. */
export const parseTopic = (topic: string): Topic | undefined => {
  const [root, a, b, c, d, ...more] = topic.split('/')
  if (root !== 'usher' || more.length > 0 || !a || !b || !c) return undefined
  if (d === undefined) return a === 'devices' && c === 'receipts' ? { kind: 'receipts', deviceId: b } : undefined
  if (b === 'devices' && (d === 'sightings' || d === 'position' || d === 'calibration'))
    return { kind: d, venueId: a, deviceId: c }
  if (b === 'gateways' && d !== '') return { kind: 'gateway', venueId: a, gatewayId: c, format: d }
  return undefined
}
