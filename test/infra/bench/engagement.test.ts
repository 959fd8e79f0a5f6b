import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { measureEngagement } from '#infra/bench/engagement.ts'
import { measureFunctions } from '#infra/bench/functions.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usher-bench-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('functions are measured as they are bundled, and a batch against services that answer at once loses no record', async () => {
  const functions = await measureFunctions(folder)
  expect(
    functions.filter(({ name }) => name.startsWith('engage-visitors')).map(({ name, unit }) => [name, unit]),
  ).toEqual([
    ['engage-visitors: bundle', 'kB'],
    ['engage-visitors: bundle without the SDK', 'kB'],
    ['engage-visitors: cold import', 'ms'],
  ])
  expect(functions.filter(({ value }) => !(value > 0))).toEqual([])
  const results = await measureEngagement(folder, 0.05)
  expect(results.map(({ name, unit }) => [name, unit])).toEqual([
    ['engage-visitors, batches of 100 reports, without a match', 'µs of CPU a report'],
    ['engage-visitors, batches of 100 reports, with a match each', 'µs of CPU a report'],
  ])
}, 120_000) // three dozen fresh processes
