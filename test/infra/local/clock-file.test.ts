import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { keepClockFile, readClockFile } from '#infra/local/clock-file.ts'
import { closing, tempFolder } from './cloud-fixture.ts'

const path = () => join(tempFolder(), 'clock')

test('a clock that was stepped ahead goes on from there', async () => {
  const file = path()
  const clock = closing(createClock())
  clock.pause()
  const kept = keepClockFile(file, clock)
  await clock.step(60 * 60 * 1000)
  const shown = clock.now()
  kept.close()
  expect(readClockFile(file)).toBe(shown)
})

test('after a kill the clock goes on behind anything that it can have shown', () => {
  const file = path()
  const clock = closing(createClock({ speed: 100 }))
  const kept = keepClockFile(file, clock)
  const written = Number(readFileSync(file, 'utf8'))
  expect(written - clock.now()).toBeGreaterThan(90_000) // the next writing is a second away: 100 of its own
  kept.close()
})

test('a clock never goes back behind the time of the machine, nor stops at a file that is none', () => {
  const file = path()
  const now = Date.now()
  expect(readClockFile(file)).toBeGreaterThanOrEqual(now)
  for (const text of ['0', '', 'noon', 'Infinity']) {
    writeFileSync(file, text)
    expect(readClockFile(file)).toBeGreaterThanOrEqual(now)
    expect(readClockFile(file)).toBeLessThan(now + 60_000)
  }
})
