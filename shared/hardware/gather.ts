import { isTxPower, readNumber } from './radio.ts'
import type { Fault, GatewayReport, Reading, Telemetry } from './reading.ts'

/**
 * A tag as a format found it. `identity` is the beacon identity key that it says, if any; `txPower` is whatever the message claims; `deviceTime` undefined means that it says no time.
 * `telemetry` is what it says of its own state, also where nothing else of it can be read.
 */
export type Heard = {
  transmitter: string
  identity?: string | undefined
  rssi: number
  txPower: unknown
  deviceTime: number | undefined
  telemetry?: Telemetry | undefined
}

export type Unheard = Fault & { telemetry?: Telemetry | undefined }

/**
 * Reads each part of a gateway's message on its own: a bad one does not take its neighbours down. A part that tells of no
 * tag (undefined) is left out; readings + refused = all others.
 */
export const gather = <T>(
  parts: readonly T[],
  read: (part: T, index: number) => Heard | Unheard | undefined,
): GatewayReport => {
  const report: GatewayReport = { readings: [], refused: [], warnings: [] }
  for (const [index, part] of parts.entries()) {
    const found = read(part, index)
    if (found === undefined) continue
    const { telemetry } = found
    if (telemetry !== undefined) {
      report.telemetry ??= []
      report.telemetry.push({ index, telemetry })
    }
    if ('reason' in found) {
      report.refused.push({ index, reason: found.reason, detail: found.detail })
      continue
    }
    report.readings.push({ index, reading: readingOf(found) })
    const claim = found.txPower
    if (claim !== undefined && claim !== null && !isTxPower(readNumber(claim)))
      report.warnings.push({ index, reason: 'bad_tx_power' })
  }
  return report
}

const readingOf = ({ transmitter, identity, rssi, txPower, deviceTime }: Heard): Reading => {
  const reading: Reading = { transmitter, rssi }
  const power = readNumber(txPower)
  if (identity !== undefined && identity !== transmitter) reading.alsoKnownAs = [identity]
  if (isTxPower(power)) reading.txPower = power
  if (deviceTime !== undefined) reading.deviceTime = deviceTime
  return reading
}
