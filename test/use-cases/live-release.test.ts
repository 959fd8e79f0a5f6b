import { expect, test } from 'vitest'
import { noPauses } from '#shared/domain/release.ts'
import { liveRelease } from '#shared/use-cases/live-release.ts'
import { aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { watchedPorts } from './support.ts'

const open = async () => {
  const { memory, ports, names } = watchedPorts()
  await memory.releases.publish(aReleaseContent(), undefined, aNote())
  const clock = { ms: 0 }
  return { memory, names, clock, live: liveRelease(ports, () => clock.ms) }
}

test('before anything is published, no venue is known and nothing is paused', async () => {
  const { ports } = watchedPorts()
  const { release, pauses } = await liveRelease(ports)(at(0))
  expect([release.version, release.venues.size, pauses]).toEqual(['', 0, noPauses])
})

test('the pointer is read again after five seconds of arrival time, forth or back', async () => {
  const { live, names } = await open()
  await live(at(60))
  await live(at(65))
  await live(at(55))
  expect(names()).toEqual(['releases.pointer', 'releases.load'])
  await live(at(65.001))
  await live(at(60))
  expect(names()).toEqual(['releases.pointer', 'releases.load', 'releases.pointer', 'releases.pointer'])
})

test('the pointer is read again after five seconds of the wall clock', async () => {
  const { live, names, clock } = await open()
  await live(at(60))
  clock.ms = 5000
  await live(at(60))
  expect(names()).toEqual(['releases.pointer', 'releases.load'])
  clock.ms = 5001
  await live(at(60))
  expect(names()).toEqual(['releases.pointer', 'releases.load', 'releases.pointer'])
})

test('a new version is loaded and compiled once', async () => {
  const { memory, live, names } = await open()
  const first = await live(at(0))
  await memory.releases.publish(aReleaseContent({ version: 'release-2' }), 'release-1', aNote())
  const second = await live(at(10))
  const third = await live(at(20))
  expect([first, second, third].map(({ release }) => release.version)).toEqual(['release-1', 'release-2', 'release-2'])
  expect(third.release).toBe(second.release)
  expect(names().filter((name) => name === 'releases.load')).toHaveLength(2)
})

test('what is paused is known with the pointer', async () => {
  const { memory, live } = await open()
  await memory.releases.setPause({ scope: 'venue', id: 'store' }, true)
  expect((await live(at(0))).pauses).toEqual({ ...noPauses, venues: ['store'] })
})

test('a live version that is not stored is an outage that says what to do', async () => {
  const { memory, live } = await open()
  memory.releases.load = async () => undefined
  await expect(live(at(0))).rejects.toThrow('release release-1 is live but not stored: publish again, or roll back')
})
