import { hardwareKey } from '#shared/access/hardware-key.ts'
import type { Charge } from '#shared/domain/health.ts'
import { createHearings } from '#shared/domain/health-notes.ts'
import { anchorKey } from '#shared/domain/sighting.ts'
import { parseTopic } from '#shared/domain/topic.ts'
import { engines } from '#shared/hardware/formats.ts'
import type { Telemetry } from '#shared/hardware/reading.ts'
import type { Health } from '#shared/ports.ts'
import type { Published } from '#shared/schemas/stream.ts'
import type { Report } from './ingest-gateways.ts'
import { writeNotes } from './note-heard.ts'

/**
 * Notes which gateways spoke, how far their clocks are off, and what batteries tell, for the health of venues: at most one
 * note a minute and venue. Hardware names are kept as HMACs only. Never rejects: what can not be noted is told to
 * `onTrouble` and lost.
 */
export const noteGateways = (health: Pick<Health, 'note'>, onTrouble: (error: Error) => void) => {
  const hearings = createHearings()
  return async ({ topic, receivedAt }: Published, report: Report, secret: string): Promise<void> => {
    const from = parseTopic(topic)
    if (from?.kind !== 'gateway') return
    const { readings, telemetry = [] } = report
    const hearing = hearings.at(from.venueId)
    // an engine's name is nobody's who hangs on a wall: its access points are
    const speaker = engines.has(from.format) ? undefined : anchorKey({ gatewayId: from.gatewayId })
    const others = readings.flatMap(({ reading: { gatewayId } }) => gatewayId ?? [])
    const heard = new Map(others.map((id) => [anchorKey({ gatewayId: id }), 0]))
    for (const id of others) heard.set(anchorKey({ gatewayId: id }), (heard.get(anchorKey({ gatewayId: id })) ?? 0) + 1)
    if (speaker !== undefined) {
      heard.set(speaker, Math.max(1, readings.length - others.length))
      const newest = Math.max(...readings.flatMap(({ reading: { deviceTime } }) => deviceTime ?? []))
      if (Number.isFinite(newest)) hearing.lag(speaker, receivedAt - newest)
    }
    for (const [key, sightings] of heard) hearing.heard(key, receivedAt, sightings)
    for (const { telemetry: told } of telemetry) {
      const name = told.transmitter === undefined ? speaker : hardwareKey(secret, told.transmitter)
      const charge = chargeOf(told)
      if (name !== undefined && charge) hearing.charge(name, charge)
    }
    await writeNotes(health, hearings, receivedAt, onTrouble)
  }
}

/** What a battery has left; 0 V is how beacons say that they do not know. */
const chargeOf = ({ batteryPercent, batteryVolts }: Telemetry): Charge | undefined => {
  if (batteryPercent !== undefined) return { percent: batteryPercent }
  return batteryVolts === undefined || batteryVolts === 0 ? undefined : { volts: batteryVolts }
}
