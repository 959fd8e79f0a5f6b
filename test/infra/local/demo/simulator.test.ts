import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import type { Clock } from '#infra/local/contracts.ts'
import { readIdentities } from '#infra/local/demo/identities.ts'
import { startSimulator } from '#infra/local/demo/simulator.ts'
import { parseBasicIngest } from '#infra/local/mqtt/limits.ts'
import type { PublishedReport } from '#shared/client/phone.ts'
import { findFormat } from '#shared/hardware/formats.ts'
import { readPhoneReport } from '#shared/hardware/phone.ts'
import { aMessage, receiptsIn, startBroker, type TestBroker } from '../../../client/broker.ts'
import { startApiServer } from './api-server.ts'

let api: Awaited<ReturnType<typeof startApiServer>>
let broker: TestBroker
let folder: string
let clock: Clock

beforeEach(async () => {
  api = await startApiServer()
  broker = await startBroker()
  folder = await mkdtemp(join(tmpdir(), 'usher-demo-'))
  clock = createClock({ speed: 20 })
})
afterEach(async () => {
  clock.close()
  await broker.stop()
  await api.close()
  await rm(folder, { recursive: true })
})

const aSimulator = async () => {
  const published: { deviceId: string; report: PublishedReport }[] = []
  const shown: { deviceId: string; id: string }[] = []
  const trouble: string[] = []
  const simulator = await startSimulator({
    apiUrl: api.url,
    mqttUrl: broker.url,
    tokens: { admin: 'a', operator: 'o', marketer: 'm' },
    clock,
    seed: 1,
    identitiesFile: join(folder, 'demo.json'),
    onPublished: (deviceId, report) => published.push({ deviceId, report }),
    onShown: (deviceId, { id }) => shown.push({ deviceId, id }),
    onTrouble: (who, { message }) => trouble.push(`${who}: ${message}`),
  })
  return { simulator, published, shown, trouble }
}

const levelsOf = (topic: string) => (parseBasicIngest(topic)?.topic ?? topic).split('/')
const bytes = (payload: string) => new TextEncoder().encode(payload)
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 20 })

test('phones and gateways speak over MQTT, each in words that the backend reads', async () => {
  const { simulator, published, trouble } = await aSimulator()
  await eventually(() => {
    const heardBy = new Set(broker.published.map(({ topic }) => levelsOf(topic).slice(2, 4).join('/')))
    expect(heardBy.size).toBeGreaterThan(10)
    const formats = new Set(
      broker.published.flatMap(({ topic }) => (topic.includes('/gateways/') ? levelsOf(topic)[4] : [])),
    )
    expect([...formats].sort()).toEqual(['minew', 'raddec', 'ruuvi'])
  })
  await simulator.stop()

  const reported = broker.published.flatMap(({ topic, payload }) => {
    const [, , kind, , format = ''] = levelsOf(topic)
    if (kind === 'gateways') {
      expect(findFormat(format)(bytes(payload)).refused).toEqual([])
      return []
    }
    const { sightings, refused, warnings } = readPhoneReport(bytes(payload))
    expect({ refused, warnings }).toEqual({ refused: [], warnings: [] })
    return sightings.map(({ id }) => id)
  })
  expect(published.flatMap(({ report }) => report.ids)).toEqual(reported)
  expect(trouble).toEqual([])
})

test('a shopper who gets a message sees it and taps', async () => {
  const { simulator, shown } = await aSimulator()
  const identities = await readIdentities(join(folder, 'demo.json'))
  const phones = [...identities.values()].map(({ deviceId }) => deviceId)
  await eventually(() => expect(broker.connects.length).toBe(phones.length + 6))
  for (const deviceId of phones) {
    await broker.send(deviceId, aMessage({ id: `for-${deviceId}`, kind: 'survey', expiresAt: clock.now() + 3_600_000 }))
  }
  await eventually(() => {
    expect(shown.map(({ deviceId, id }) => `${deviceId} ${id}`).sort()).toEqual(
      phones.map((id) => `${id} for-${id}`).sort(),
    )
    const events = receiptsIn(broker).map(({ event }) => event)
    expect(events.filter((event) => event === 'delivered')).toHaveLength(phones.length)
    expect(new Set(events)).toEqual(new Set(['delivered', 'opened', 'dismissed', 'answered']))
  })
  await simulator.stop()
})

test('a second start finds the same phones', async () => {
  await (await aSimulator()).simulator.stop()
  const enrolled = api.asked.filter(({ path }) => path === '/devices').length
  await (await aSimulator()).simulator.stop()
  expect(enrolled).toBe(27)
  expect(api.asked.filter(({ path }) => path === '/devices')).toHaveLength(enrolled)
})

test('a stepped clock waits for the reports of its seconds', async () => {
  clock.pause()
  const { simulator } = await aSimulator()
  await eventually(() => expect(broker.connects.length).toBe(33))
  await new Promise((resolve) => setTimeout(resolve, 100))
  await clock.step(15_000)
  const reports = broker.published.filter(({ topic }) => topic.endsWith('/sightings'))
  expect(reports.length).toBeGreaterThan(50)
  await simulator.stop()
})
