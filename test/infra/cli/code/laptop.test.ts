import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApi } from '#infra/cli/api.ts'
import { rehearsalTopics } from '#infra/cli/code/rehearsal-topics.ts'
import { codeTopics } from '#infra/cli/code/topics.ts'
import type { World } from '#infra/cli/topic.ts'
import { tempFolder } from '#test/infra/local/cloud-fixture.ts'
import { type Laptop, startLaptop } from '#test/infra/local/system/laptop.ts'

let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop()
}, 180_000)
afterAll(() => laptop.close())

const aWorld = async (): Promise<World> => {
  const api = openApi({ USHER_API_URL: laptop.system.apiUrl, USHER_TOKEN: await laptop.system.tokenFor(['admin']) })
  return { api: () => api, width: 120, isTerminal: false, ask: undefined, print: () => undefined }
}

test('the examples are applied and published, exported without a difference, and played by the drafts', async () => {
  const world = await aWorld()
  const applied = await codeTopics.apply.run(['examples', '--yes', '--publish'], world)
  expect(applied.text).toMatch(/^Apply complete! \d+ added, \d+ changed, 0 destroyed\.\nPublished as /)
  expect((await codeTopics.plan.run(['examples'], world)).text).toMatch(/^No changes\./)
  const folder = join(tempFolder(), 'exported')
  await codeTopics.export.run([folder], world)
  expect((await codeTopics.plan.run([folder, '--prune', '--detailed-exitcode'], world)).exitCode).toBe(0)
  const line = '--venue fashion-house --persona regular --at 2026-11-21T14:00 venue.enter'
  const played = await rehearsalTopics.simulate.run(line.split(' '), world)
  expect(played.text).toContain('Schön, dass Sie wieder da sind, Rosa')
}, 120_000)
