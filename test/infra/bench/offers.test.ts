import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { measureOffers } from '#infra/bench/offers.ts'

test('reserving and confirming is told beside bare puts, and nothing of the environment is left changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-bench-offers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const before = { ...process.env }
  const results = await measureOffers(folder, 50)
  expect(results.map(({ name, peer }) => [name, peer])).toEqual([
    ['bare conditional puts, dynalite', undefined],
    ['codes reserved and confirmed, 25 at once, dynalite', 'a bare conditional put'],
  ])
  for (const { value } of results) expect(value).toBeGreaterThan(0)
  expect({ ...process.env }).toEqual(before)
})
