import type { BeaconIdentity } from '#shared/domain/sighting.ts'
import { phoneSightingSchema } from '#shared/schemas/phone-report.ts'
import { fault, isObject, readJson } from './body.ts'
import { explain } from './explain.ts'
import { type ReadSighting, readPlainSighting } from './plain-sighting.ts'
import { isTxPower } from './radio.ts'
import { type Refusal, type RefusalReason, Unreadable, type Warning } from './reading.ts'

/** What a phone says that it heard. `deviceTime` is its own clock in milliseconds since 1970, `index` the place in its message. */
export type PhoneSighting = {
  index: number
  id?: string
  beacon: BeaconIdentity
  rssi: number
  txPower?: number
  deviceTime: number
}

export type PhoneReport = { sightings: PhoneSighting[]; refused: Refusal[]; warnings: Warning[] }

const maxSightings = 50 // a message; phones send one a second and hear less

/**
 * Reads a message of a phone's `sightings` topic, every sighting on its own: a bad one does not take its neighbours down.
 * sightings + refused = the sightings in the message. Throws Unreadable where there is no list of 1 to 50 sightings.
 */
export const readPhoneReport = (body: Uint8Array): PhoneReport => {
  const report: PhoneReport = { sightings: [], refused: [], warnings: [] }
  for (const [index, value] of listOf(readJson(body)).entries()) {
    const read = readPlainSighting(value) ?? readSighting(value, index)
    if ('detail' in read) {
      report.refused.push(read)
      continue
    }
    const { id, at: deviceTime, beacon, rssi, txPower } = read
    const sighting: PhoneSighting = { index, beacon, rssi, deviceTime }
    if (id !== undefined) sighting.id = id
    if (txPower !== undefined && isTxPower(txPower)) sighting.txPower = txPower
    else if (txPower !== undefined) report.warnings.push({ index, reason: 'bad_tx_power' })
    report.sightings.push(sighting)
  }
  return report
}

const readSighting = (value: unknown, index: number): ReadSighting | Refusal => {
  const { success, data, error } = phoneSightingSchema.safeParse(value)
  return success ? data : { index, ...explain(error.issues, value, `sightings[${index}]`, reasons) }
}

const reasons: Readonly<Record<string, RefusalReason>> = { at: 'bad_time', beacon: 'bad_beacon', rssi: 'bad_rssi' }

const listOf = (message: unknown): readonly unknown[] => {
  const list = isObject(message) ? message.sightings : undefined
  if (!Array.isArray(list)) throw new Unreadable(fault('wrong_shape', 'sightings', list, 'must be an array'))
  if (list.length === 0) throw new Unreadable(fault('empty', 'sightings', list, 'send only what was heard'))
  if (list.length > maxSightings) {
    const todo = `send at most ${maxSightings} a message and the rest a second later`
    throw new Unreadable(fault('too_many', 'sightings', list, todo))
  }
  return list
}
