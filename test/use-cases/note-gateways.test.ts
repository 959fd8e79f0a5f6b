import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Telemetry } from '#shared/hardware/reading.ts'
import type { Report } from '#shared/use-cases/ingest-gateways.ts'
import { noteGateways } from '#shared/use-cases/note-gateways.ts'
import { at } from '#test/support/builders.ts'

const secret = 'a hardware key'
const aReport = (own: Partial<Report> = {}): Report => ({ readings: [], refused: [], warnings: [], ...own })
const aReading = (deviceTime?: number, gatewayId?: string) => ({
  index: 0,
  reading: {
    transmitter: 'ac233f5e6a01',
    rssi: -60,
    ...(deviceTime === undefined ? {} : { deviceTime }),
    ...(gatewayId === undefined ? {} : { gatewayId }),
  },
})
const tells = (telemetry: Telemetry) => ({ index: 0, telemetry })

const noted = async (report: Report, format = 'minew') => {
  const { health } = memoryPorts()
  const note = noteGateways(health, (error) => {
    throw error
  })
  const topic = topics.gateway('store', 'g7', format)
  await note({ body: '', topic, clientId: 'store:g7', receivedAt: at(60) }, report, secret)
  return (await health.notes('store')).map(({ note: { heard, lags, batteries } }) => ({ heard, lags, batteries }))
}

test('a gateway that heard nobody has spoken all the same', async () => {
  expect(await noted(aReport())).toEqual([{ heard: [['gateway:g7', 1, at(60)]], lags: [], batteries: [] }])
})

test('its clock is judged by the newest that it heard, and not at all where it has none', async () => {
  const [timed] = await noted(aReport({ readings: [aReading(at(10)), aReading(at(57)), aReading()] }))
  expect(timed).toEqual({ heard: [['gateway:g7', 3, at(60)]], lags: [['gateway:g7', [3000]]], batteries: [] })
})

test('batteries are noted under the gateway’s name or a hash, never an address; no volts are no word', async () => {
  const telemetry = [
    tells({ batteryPercent: 80, uptimeSeconds: 5 }),
    tells({ transmitter: 'AC:23:3F:5E:6A:01', batteryVolts: 2.9 }),
    tells({ transmitter: 'ac233f5e6a02', batteryVolts: 0 }),
    tells({ transmitter: 'ac233f5e6a03', temperatureCelsius: 20 }),
  ]
  const [note] = await noted(aReport({ telemetry }))
  expect(note?.batteries).toEqual([
    ['gateway:g7', { percent: 80 }],
    [hardwareKey(secret, 'ac233f5e6a01'), { volts: 2.9 }],
  ])
})

test('of a location engine its access points speak, not the engine', async () => {
  const [note] = await noted(aReport({ readings: [aReading(at(59), 'ap-1'), aReading(at(59), 'ap-1')] }), 'mist')
  expect(note).toEqual({ heard: [['gateway:ap-1', 2, at(60)]], lags: [], batteries: [] })
})

test('what comes by nobody’s topic is nobody’s word', async () => {
  const { health } = memoryPorts()
  const note = noteGateways(health, () => {})
  await note({ body: '', topic: 'usher/store/gateways', clientId: 'x', receivedAt: at(60) }, aReport(), secret)
  expect(await health.notes('store')).toEqual([])
})
