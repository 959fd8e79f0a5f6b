import { expect, onTestFinished, test, vi } from 'vitest'
import { tempFolder } from '../cloud-fixture.ts'
import { aBroker, received } from './fixtures.ts'

/** A broker on a folder, ended by whoever ends first: the test itself or its end. */
const onFolder = async (folder: string) => {
  const local = await aBroker({ folder })
  let ended: Promise<void> | undefined
  const end = () => {
    ended ??= local.close()
    return ended
  }
  onTestFinished(end)
  return { ...local, end }
}
const anOffer = { topic: 'own/anna/x', payload: Buffer.from('offer'), qos: 1 as const, retain: false }
const lasting = { clean: false }

test('what was accepted for a lasting session while its phone was away outlives the broker, and comes once', async () => {
  const folder = tempFolder()
  const first = await onFolder(folder)
  const anna = await first.connect('anna', lasting)
  await anna.subscribeAsync('own/anna/#', { qos: 1 })
  await anna.endAsync()
  await first.broker.publish(anOffer)
  await first.end()

  const second = await onFolder(folder)
  await second.broker.publish({ ...anOffer, payload: Buffer.from('another') })
  const heard: string[] = []
  const back = await second.connect('anna', { ...lasting, heard })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x offer', 'own/anna/x another']))
  await back.endAsync()
  await second.end()

  const third = await onFolder(folder)
  const again: string[] = []
  const late = await third.connect('anna', { ...lasting, heard: again })
  await third.broker.publish({ ...anOffer, payload: Buffer.from('fresh') })
  await vi.waitFor(() => expect(again).toEqual(['own/anna/x fresh']))
  await late.endAsync()
})

test('a message that was sent and not acknowledged comes again after a restart', async () => {
  const folder = tempFolder()
  const first = await onFolder(folder)
  const anna = await first.connect('anna', lasting)
  const sent = received(anna)
  anna.handleMessage = () => {} // never done: never acknowledged
  await anna.subscribeAsync('own/anna/#', { qos: 1 })
  await first.broker.publish(anOffer)
  await vi.waitFor(() => expect(sent).toEqual(['own/anna/x offer']))
  anna.end(true)
  await first.end()

  const second = await onFolder(folder)
  const heard: string[] = []
  await second.connect('anna', { ...lasting, heard })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x offer']))
})

test('a session of which the phone wants to know nothing more is gone, also after a restart', async () => {
  const folder = tempFolder()
  const first = await onFolder(folder)
  const anna = await first.connect('anna', lasting)
  await anna.subscribeAsync(['own/anna/a', 'own/anna/x'], { qos: 1 })
  await anna.unsubscribeAsync('own/anna/a')
  await anna.endAsync()
  await first.broker.publish({ ...anOffer, topic: 'own/anna/a' })
  await (await first.connect('anna', { clean: true })).endAsync()
  await first.broker.publish(anOffer)
  await first.end()

  const second = await onFolder(folder)
  const heard: string[] = []
  const back = await second.connect('anna', { ...lasting, heard })
  await back.subscribeAsync('own/anna/#', { qos: 1 })
  await second.broker.publish({ ...anOffer, payload: Buffer.from('fresh') })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x fresh']))
})

test('a retained message outlives the broker until it is taken back', async () => {
  const folder = tempFolder()
  const first = await onFolder(folder)
  await first.broker.publish({ ...anOffer, retain: true })
  await first.broker.publish({ ...anOffer, topic: 'own/anna/y', retain: true })
  await first.broker.publish({ ...anOffer, topic: 'own/anna/y', retain: true, payload: Buffer.alloc(0) })
  await first.end()

  const second = await onFolder(folder)
  const anna = await second.connect('anna')
  const heard = received(anna)
  await anna.subscribeAsync('own/anna/#', { qos: 1 })
  await second.broker.publish({ ...anOffer, payload: Buffer.from('last') })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x offer', 'own/anna/x last']))
})

test('a session ends an hour after its phone left, as on AWS, and what waited for it with it', async () => {
  const folder = tempFolder()
  const { connect, broker, clock } = await onFolder(folder)
  const anna = await connect('anna', lasting)
  await anna.subscribeAsync('own/anna/#', { qos: 1 })
  await anna.endAsync()
  await vi.waitFor(() => expect(clock.alarms()).toBe(1))
  await clock.move(59 * 60_000)
  await broker.publish(anOffer)
  const heard: string[] = []
  const back = await connect('anna', { ...lasting, heard })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x offer']))
  await back.endAsync()
  await vi.waitFor(() => expect(clock.alarms()).toBe(1))
  await broker.publish(anOffer)
  await clock.move(60 * 60_000)
  await broker.publish(anOffer)
  const late = await connect('anna', { ...lasting, heard })
  await late.subscribeAsync('own/anna/#', { qos: 1 })
  await broker.publish({ ...anOffer, payload: Buffer.from('fresh') })
  await vi.waitFor(() => expect(heard).toEqual(['own/anna/x offer', 'own/anna/x fresh']))
})
