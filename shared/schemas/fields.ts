import * as z from 'zod'

const idMessage = 'must be 1 to 64 letters, digits and - _ . only, as it stands in topics and addresses'

/** An id that is safe in an MQTT topic, a policy and a URL. */
export const idSchema = z.string(idMessage).regex(/^[\w.-]{1,64}$/, idMessage)

/** What an address names: `/venues/{venueId}`. */
export const paramsSchema = z.record(z.string(), idSchema)
export const paramsExample = {
  venueId: 'harbour',
  journeyId: 'boots-offer',
  segmentId: 'gold-german',
  offerId: 'boots-20',
  templateId: 'welcome-back',
  personaId: 'gold-ada',
  feedName: 'weather',
  customerId: 'ada',
  deviceId: 'tag-ada',
  gatewayId: 'g1',
  engine: 'mist',
  walkId: '5b1f3c1e-4f3a-4a57-8f0e-2c1b7d9d6f10',
  floorId: 'ground',
  zoneId: 'boots',
  poiId: 'till-4',
  beaconId: 'b1',
  signId: 'welcome',
  version: '2026-11-21T09-00-00.000Z-4f2a1c',
  taskId: 'nJ3vXo8Yk1sQm2Lw9Zr4Tb',
  parkedId: '49673182647591',
  jobId: '0mia1c2d3-1f0e2d3c',
}

export const textSchema = (longest: number) => {
  const message = `must be text of 1 to ${longest} characters`
  return z.string(message).min(1, message).max(longest, message)
}

export const wholeNumber = (from: number, to: number, unit = '') => {
  const message = `must be a whole number from ${from} to ${to}${unit && ` ${unit}`}`
  return z.number(message).int(message).min(from, message).max(to, message)
}

export const numberBetween = (from: number, to: number, unit = '') => {
  const message = `must be a number from ${from} to ${to}${unit && ` ${unit}`}`
  return z.number(message).min(from, message).max(to, message)
}
