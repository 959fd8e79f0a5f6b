import { expect, test } from 'vitest'
import type { Condition } from '#shared/domain/condition.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { noRuns } from '#shared/domain/runs.ts'
import { occasionSchema } from '#shared/schemas/stream.ts'
import { startSchedules } from '#shared/use-cases/start-schedules.ts'
import { aJourney, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { outage, watchedPorts } from './support.ts'

const always = () => true

/** Every day at ten past ten in Berlin, ten past nine in London: ten minutes into the morning. */
const digest = (
  own: Partial<Journey> = {},
  schedule: { at: number } | { cron: string } = { cron: '10 10 * * *' },
): Journey => ({
  ...aJourney(),
  id: 'digest',
  entrance: { schedule, segmentId: 'gold', venueId: 'store', usefulForSeconds: 3600 },
  ...own,
})

const open = async ({
  journeys = [digest()],
  condition = { 'customer.tier': 'gold' } as Condition,
  customers = 3,
} = {}) => {
  const watched = watchedPorts()
  const { memory } = watched
  const content = aReleaseContent({ journeys, segments: [{ id: 'gold', name: 'Gold', condition }] })
  const venues = content.venues.map((venue) => ({ ...venue, timezone: 'Europe/Berlin' }))
  await memory.releases.publish({ ...content, venues }, undefined, aNote())
  for (let i = 0; i < customers; i++) {
    const tier = i % 3 === 2 ? 'silver' : 'gold'
    await memory.people.saveCustomer({ id: `c-${String(i).padStart(4, '0')}`, traits: { tier }, staff: false })
  }
  const start = startSchedules(watched.ports)
  /** Looks each minute, so many minutes into the morning. */
  const look = async (from: number, until: number) => {
    for (let i = from; i <= until; i++) await start(at(i * 60), always)
  }
  return { ...watched, start, look }
}

const startedIn = ({ streamed }: { streamed: readonly { body: unknown }[] }) =>
  streamed.map(({ body }) => {
    const { customerId, journeyId } = occasionSchema.parse(body) as { customerId: string; journeyId: string }
    return `${journeyId} ${customerId}`
  })
const idsIn = ({ streamed }: { streamed: readonly { body: unknown }[] }) =>
  streamed.map(({ body }) => (body as { id: string }).id)

test('a journey that is due starts once for everybody in its segment, in their mailboxes', async () => {
  const { look, memory } = await open()
  await look(0, 9)
  expect(memory.streamed).toEqual([])
  await look(10, 15)
  expect(memory.streamed).toEqual(
    ['c-0000', 'c-0001'].map((customerId) => ({
      key: `customer:${customerId}`,
      body: {
        v: 1,
        kind: 'start',
        id: derivedId('start', 'digest', '2026-11-21T10:10', customerId),
        customerId,
        journeyId: 'digest',
        by: 'schedule',
        receivedAt: at(600),
      },
    })),
  )
  await look(16, 24 * 60 + 12)
  expect(memory.streamed).toHaveLength(4)
  expect(new Set(idsIn(memory)).size).toBe(4)
})

test('a journey that starts at a time starts then, and never if that was before', async () => {
  const once = (id: string, seconds: number) => digest({ id }, { at: at(seconds) })
  const { look, memory } = await open({ journeys: [once('soon', 90), once('past', -3600)] })
  await look(0, 10)
  expect(startedIn(memory)).toEqual(['soon c-0000', 'soon c-0001'])
})

test('what was missed is caught up once, by its last time, and not what is longer ago than six hours', async () => {
  const journeys = [digest({ id: 'often' }, { cron: '*/10 * * * *' }), digest({ id: 'daily' })]
  const { look, memory } = await open({ journeys, customers: 1 })
  await look(1, 1)
  await look(6 * 60, 6 * 60)
  expect(startedIn(memory)).toEqual(['often c-0000', 'daily c-0000'])
  await look(24 * 60 + 6 * 60 + 11, 24 * 60 + 6 * 60 + 11)
  expect(startedIn(memory)).toEqual(['often c-0000', 'daily c-0000', 'often c-0000'])
})

test('a clock that is set back starts nothing again', async () => {
  const { look, memory } = await open({ customers: 1 })
  await look(0, 12)
  await look(5, 14)
  expect(memory.streamed).toHaveLength(1)
})

test('many customers come page by page; where time runs out the next minute goes on, and each is reached once', async () => {
  const { start, look, memory, names } = await open({ customers: 1000 })
  await look(0, 9)
  let pages = 0
  expect(await start(at(600), () => pages++ < 1)).toEqual({ due: 1, started: 267, left: 1 })
  expect(await start(at(660), () => pages++ < 3)).toMatchObject({ due: 0, left: 1 })
  expect(await start(at(720), always)).toMatchObject({ left: 0 })
  const ids = idsIn(memory)
  expect(ids).toHaveLength(667)
  expect(new Set(ids).size).toBe(667)
  expect(names().filter((name) => name === 'directory.list')).toHaveLength(3)
})

test('journeys that are due together read the directory once', async () => {
  const journeys = ['a', 'b', 'c'].map((id) => digest({ id }))
  const { look, memory, names } = await open({ journeys, customers: 1 })
  await look(0, 11)
  expect(startedIn(memory).sort()).toEqual(['a c-0000', 'b c-0000', 'c c-0000'])
  expect(names().filter((name) => name === 'directory.list')).toHaveLength(1)
})

test('a crash at any call loses nobody, and what comes twice has one id', async () => {
  const whole = await open({ customers: 900 })
  await whole.look(0, 12)
  const expected = idsIn(whole.memory).toSorted()
  expect(expected).toHaveLength(600)
  for (const its of ['undone', 'done'] as const) {
    for (let atCall = 1; atCall <= whole.calls.length; atCall++) {
      const { look, die, memory } = await open({ customers: 900 })
      die({ atCall, its })
      await look(0, 12).catch(() => undefined)
      const revived = startSchedules(memory)
      for (let i = 0; i <= 13; i++) await revived(at(i * 60), always)
      expect([...new Set(idsIn(memory))].toSorted()).toEqual(expected)
    }
  }
}, 60_000)

test('of two calls at once one goes on, and nobody is reached under two ids', async () => {
  const { start, look, memory } = await open({ customers: 900 })
  await look(0, 9)
  await Promise.all([start(at(600), always), start(at(600), always)])
  await start(at(660), always)
  expect(new Set(idsIn(memory)).size).toBe(600)
})

test('what is paused or was taken out does not start, and stops where it is', async () => {
  const paused = await open({ customers: 900 })
  await paused.memory.releases.setPause({ scope: 'venue', id: 'store' }, true)
  await paused.look(0, 20)
  expect(paused.memory.streamed).toEqual([])

  const stopped = await open({ customers: 900 })
  await stopped.look(0, 9)
  let pages = 0
  await stopped.start(at(600), () => pages++ < 1)
  await stopped.memory.releases.setPause({ scope: 'journey', id: 'digest' }, true)
  expect(await stopped.start(at(660), always)).toEqual({ due: 0, started: 0, left: 0 })
  await stopped.memory.releases.setPause({ scope: 'journey', id: 'digest' }, false)
  await stopped.look(12, 20)
  expect(stopped.memory.streamed.length).toBeLessThan(600)
})

test('a segment of history asks for runs, one of traits does not', async () => {
  const lapsed: Condition = { 'history.daysSinceEntered.welcome': { $gte: 30 } }
  const { look, memory, names } = await open({ condition: lapsed })
  const entered = (daysAgo: number) => ({ welcome: { times: 1, at: at(600) - daysAgo * 86_400_000 } })
  await memory.people.saveRuns('customer:c-0000', { ...noRuns, sequence: 1, entered: entered(29) })
  await memory.people.saveRuns('customer:c-0001', { ...noRuns, sequence: 1, entered: entered(30) })
  await look(0, 11)
  expect(startedIn(memory)).toEqual(['digest c-0001'])
  expect(names()).toContain('people.find')
  const traits = await open()
  await traits.look(0, 11)
  expect(traits.names()).not.toContain('people.find')
})

test('where nothing is published nothing is looked for', async () => {
  const { ports, memory } = watchedPorts()
  expect(await startSchedules(ports)(at(0), always)).toEqual({ due: 0, started: 0, left: 0 })
  expect(memory.streamed).toEqual([])
})

test('while the stream is away nothing is passed over', async () => {
  const { look, start, before, memory } = await open()
  await look(0, 9)
  before('events.put', outage)
  await expect(start(at(600), always)).rejects.toThrow('the store is away')
  await start(at(660), always)
  expect(startedIn(memory)).toEqual(['digest c-0000', 'digest c-0001'])
})
