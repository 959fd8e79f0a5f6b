import type { SaidSighting, SaidTap, WalkPart } from '#shared/domain/calibration.ts'
import { tapSchema } from '#shared/schemas/calibration.ts'
import { idSchema } from '#shared/schemas/fields.ts'
import { phoneSightingSchema } from '#shared/schemas/phone-report.ts'
import { fault, isObject, readJson } from './body.ts'
import { explain } from './explain.ts'
import { isTxPower } from './radio.ts'
import { type Refusal, type RefusalReason, Unreadable } from './reading.ts'

/** What a device says of a calibration walk. `refused` counts taps first, then sightings. */
export type CalibrationReport = { walkId: string; part: WalkPart; refused: Refusal[] }

const mostOfEach = 50 // a message

/**
 * Reads a message of a device's `calibration` topic: `{ walkId, taps?, sightings? }`, each tap and sighting on its own. Throws
 * Unreadable where it names no walk, says nothing, or says more than 50 of either.
 */
export const readCalibration = (body: Uint8Array): CalibrationReport => {
  const message = readJson(body)
  if (!isObject(message))
    throw new Unreadable(fault('wrong_shape', 'the message', message, 'must be { walkId, taps, sightings }'))
  const walkId = idSchema.safeParse(message.walkId)
  if (!walkId.success)
    throw new Unreadable(fault('wrong_shape', 'walkId', message.walkId, 'must be the walk that the operator started'))
  const [taps, sightings] = [listOf(message.taps, 'taps'), listOf(message.sightings, 'sightings')]
  if (taps.length + sightings.length === 0)
    throw new Unreadable(fault('empty', 'taps and sightings', [], 'send only what there is'))
  const refused: Refusal[] = []
  const readTaps = taps.flatMap((value, index): SaidTap[] => {
    const { success, data, error } = tapSchema.safeParse(value)
    if (success) return [data]
    refused.push({ index, ...explain(error.issues, value, `taps[${index}]`, reasons) })
    return []
  })
  const readSightings = sightings.flatMap((value, place): SaidSighting[] => {
    const { success, data, error } = phoneSightingSchema.safeParse(value)
    if (!success) {
      refused.push({ index: taps.length + place, ...explain(error.issues, value, `sightings[${place}]`, reasons) })
      return []
    }
    const { at, beacon, rssi, txPower } = data
    return [{ at, beacon, rssi, ...(isTxPower(txPower) ? { txPower } : {}) }]
  })
  return { walkId: walkId.data, part: { taps: readTaps, sightings: readSightings }, refused }
}

const reasons: Readonly<Record<string, RefusalReason>> = { at: 'bad_time', beacon: 'bad_beacon', rssi: 'bad_rssi' }

const listOf = (list: unknown, name: string): readonly unknown[] => {
  if (list === undefined) return []
  if (!Array.isArray(list)) throw new Unreadable(fault('wrong_shape', name, list, 'must be an array, or left out'))
  if (list.length <= mostOfEach) return list
  throw new Unreadable(
    fault('too_many', name, list, `send at most ${mostOfEach} a message and the rest a second later`),
  )
}
