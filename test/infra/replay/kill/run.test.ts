import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runThroughKills } from '#infra/replay/kill/run.ts'
import { madeUpRecording } from '#infra/replay/made-up.ts'
import { createReplay } from '#infra/replay/replay.ts'
import { failuresOf } from '#infra/replay/summary.ts'
import { tempFolder } from '../../local/cloud-fixture.ts'
import { currentTemplate } from '../../local/system/template.ts'

const kills = 3

test('a laptop that is killed three times on the way shows every claim once, loses no timer and accounts for every sighting', async () => {
  const templatePath = await currentTemplate()
  const folder = tempFolder()
  const replay = createReplay(madeUpRecording(1, { walks: 8, shops: 4 }), 1)
  const summary = await runThroughKills(replay, { templatePath, folder, speed: 10, kills, seed: 3 })
  expect(failuresOf(summary)).toEqual([])
  expect(summary.kills?.places).toHaveLength(kills)
  expect(summary).toMatchObject({
    sightings: 8 * 18,
    parked: 0,
    unaccounted: 0,
    undelivered: 0,
    openVisits: 0,
  })
  expect(summary.kills?.claims).toBe(summary.messages)
  expect(summary.messages).toBeGreaterThan(8)
  expect(globSync(join(folder, 's3', '**', '*.json'))).toEqual([])
}, 120_000)
