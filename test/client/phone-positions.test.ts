import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPhone, type Phone, type PhoneOptions } from '#shared/client/phone.ts'
import { memoryStorage } from '#shared/client/storage.ts'
import { aPhoneIdentity, positionsIn, startBroker, type TestBroker } from './broker.ts'
import { manualClock } from './manual-clock.ts'

let broker: TestBroker
let phones: Phone[]

beforeEach(async () => {
  broker = await startBroker()
  phones = []
})
afterEach(async () => {
  await Promise.all(phones.map((phone) => phone.close()))
  await broker.stop()
})

const aPhone = async (options: Partial<PhoneOptions> = {}) => {
  const phone = await createPhone({
    identity: aPhoneIdentity(),
    mqttUrl: broker.url,
    venueId: 'v1',
    limits: { closeWithinMilliseconds: 200 },
    ...options,
  })
  phones.push(phone)
  return phone
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 4000, interval: 5 })

test('where the phone is leaves once a second, one place a message, and names what it does not know', async () => {
  const clock = manualClock()
  const phone = await aPhone({ clock })
  await phone.online()
  phone.reportPosition({ id: 'p1', at: 1_000, lon: 13.4, lat: 52.5, accuracyMetres: 8 })
  phone.reportPosition({ at: 2_000, x: 4, y: 2, floor: 'ground' })
  await eventually(() => expect(positionsIn(broker)).toHaveLength(1))
  clock.advance(1_000)
  await phone.drained()
  const topic = '$aws/rules/device_reports/usher/v1/devices/d1/position'
  expect(positionsIn(broker)).toEqual([
    { topic, position: { id: 'p1', at: 1_000, lon: 13.4, lat: 52.5, accuracyMetres: 8 } },
    { topic, position: { id: expect.stringMatching(/^.{8,}$/), at: 2_000, x: 4, y: 2, floor: 'ground' } },
  ])
})

test('a place that could not be told is told when the connection is back', async () => {
  const storage = memoryStorage()
  const phone = await aPhone({ storage })
  await phone.online()
  broker.cutOnPublish()
  phone.reportPosition({ id: 'p1', at: 1_000, lon: 13.4, lat: 52.5 })
  await eventually(() => expect(positionsIn(broker)).toHaveLength(1))
  await phone.close()
  broker.mend()
  const restarted = await aPhone({ storage })
  await restarted.drained()
  expect(positionsIn(broker).map(({ position }) => position.id)).toEqual(['p1', 'p1'])
})
