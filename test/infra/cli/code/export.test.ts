import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPlan } from '#infra/cli/code/apply.ts'
import { exportDrafts } from '#infra/cli/code/export.ts'
import { planFolder } from '#infra/cli/code/plan.ts'
import { readFolder } from '#infra/cli/code/read-folder.ts'
import { validateFolder } from '#infra/cli/code/validate.ts'
import { tempFolder } from '#test/infra/local/cloud-fixture.ts'
import { aJourney } from '#test/support/builders.ts'
import { aVenue } from '#test/support/venues.ts'
import { aSoundFolder } from './a-folder.ts'
import { fakeDrafts } from './fake-drafts.ts'

const noChanges = { changes: [], unmanaged: [] }

test('what is exported says nothing else than the drafts: a plan of it is empty', async () => {
  const { api } = await fakeDrafts()
  const before = readFolder(aSoundFolder()).resources
  await applyPlan(api, await planFolder(api, before, { prune: false }), before)
  const folder = join(tempFolder(), 'new')
  expect(await exportDrafts(api, folder)).toBe(2)
  const exported = readFolder(folder)
  expect(validateFolder(exported)).toEqual([])
  expect(await planFolder(api, exported.resources, { prune: true })).toEqual(noChanges)
  const text = readFileSync(join(folder, 'journeys/watches.yaml'), 'utf8')
  expect(text).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.usher\/schemas\/journeys\.json\nname: Watches for gold/,
  )
  expect(text).not.toMatch(/^(id|createdAt):/m)
  expect(JSON.parse(readFileSync(join(folder, '.usher/schemas/journeys.json'), 'utf8')).required).not.toContain('id')
})

test('a folder that holds something is not written over', async () => {
  const { api } = await fakeDrafts()
  const folder = tempFolder()
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  await expect(exportDrafts(api, folder)).rejects.toThrow('is not empty')
})

const text = fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter((one) => one.isWellFormed())
const name = fc.stringMatching(/^[\w.-]{1,20}$/)

test('whatever texts, ids and conditions drafts have: exported and read again they are the same', async () => {
  const anything = fc.record({
    id: name,
    title: text,
    wanted: fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
    field: fc.stringMatching(/^[\w-]{1,20}$/),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anything, { selector: ({ id }) => id.toLowerCase(), maxLength: 4 }),
      async (all) => {
        const { api, drafts } = await fakeDrafts()
        drafts.set('/venues/store', { ...aVenue() })
        for (const { id, title, wanted, field } of all) {
          const journey = aJourney({ id, name: title, entrance: { audience: { [`customer.${field}`]: wanted } } })
          drafts.set(`/journeys/${id}`, JSON.parse(JSON.stringify(journey)))
        }
        const folder = join(tempFolder(), 'new')
        await exportDrafts(api, folder)
        expect(await planFolder(api, readFolder(folder).resources, { prune: true })).toEqual(noChanges)
      },
    ),
    { numRuns: 25 },
  )
})
