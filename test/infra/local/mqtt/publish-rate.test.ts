import { afterEach, expect, test, vi } from 'vitest'
import { aBroker, received } from './fixtures.ts'

type Local = Awaited<ReturnType<typeof aBroker>>
let local: Local | undefined
const start = async () => {
  local = await aBroker()
  return local
}
afterEach(() => local?.close())

const burst = 500

test('100 publishes a second go through; what is more is discarded and counted, others and the next second are free', async () => {
  const { connect, events, refusals, clock } = await start()
  const [anna, ben] = [await connect('anna'), await connect('ben')]
  const published = () => events.filter(({ kind }) => kind === 'published').length
  for (let i = 0; i < burst; i++) anna.publish('own/anna/x', `${i}`)
  await vi.waitFor(() => expect(published() + refusals().length).toBe(burst))
  expect(new Set(refusals())).toEqual(new Set(['too_many_publishes']))
  // real time goes on meanwhile, and with it the allowance
  expect(published()).toBeGreaterThanOrEqual(100)
  expect(published()).toBeLessThan(burst)

  const before = published()
  ben.publish('own/ben/x', '1')
  await clock.move(1_000)
  for (let i = 0; i < 50; i++) anna.publish('own/anna/x', `${i}`)
  await vi.waitFor(() => expect(published()).toBe(before + 51))
  expect(anna.connected).toBe(true)
})

test('a publish that is discarded is not acknowledged', async () => {
  const { connect, refusals } = await start()
  const anna = await connect('anna')
  const heard = received(anna)
  await anna.subscribeAsync('own/anna/#')
  let acknowledged = 0
  for (let i = 0; i < burst; i++) {
    anna.publish('own/anna/x', 'x', { qos: 1 }, (error) => {
      if (!error) acknowledged++
    })
  }
  await vi.waitFor(() => expect(acknowledged + refusals().length).toBe(burst))
  await vi.waitFor(() => expect(heard.length).toBe(acknowledged))
  expect(acknowledged).toBeLessThan(burst)
})
