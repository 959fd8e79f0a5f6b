import { isTxPower } from './radio.ts'
import type { Fault, GatewayReport, Reading } from './reading.ts'

/** A tag as a format found it. `txPower` is whatever the message claims; `deviceTime` undefined means that it says no time. */
export type Heard = { transmitter: string; rssi: number; txPower: unknown; deviceTime: number | undefined }

/**
 * Reads each part of a gateway's message on its own: a bad one does not take its neighbours down. A part that tells of no
 * tag (undefined) is left out; readings + refused = all others.
 */
export const gather = <T>(
  parts: readonly T[],
  read: (part: T, index: number) => Heard | Fault | undefined,
): GatewayReport => {
  const report: GatewayReport = { readings: [], refused: [], warnings: [] }
  for (const [index, part] of parts.entries()) {
    const found = read(part, index)
    if (found === undefined) continue
    if ('reason' in found) {
      report.refused.push({ index, ...found })
      continue
    }
    const { transmitter, rssi, txPower, deviceTime } = found
    const reading: Reading = { transmitter, rssi }
    if (isTxPower(txPower)) reading.txPower = txPower
    else if (txPower !== undefined) report.warnings.push({ index, reason: 'bad_tx_power' })
    if (deviceTime !== undefined) reading.deviceTime = deviceTime
    report.readings.push({ index, reading })
  }
  return report
}
