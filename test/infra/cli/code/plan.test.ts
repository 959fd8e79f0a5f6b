import { expect, test } from 'vitest'
import { applyPlan } from '#infra/cli/code/apply.ts'
import { planFolder } from '#infra/cli/code/plan.ts'
import { planJson, planText } from '#infra/cli/code/plan-text.ts'
import { readFolder } from '#infra/cli/code/read-folder.ts'
import { aFolder, aSoundFolder, watchesYaml } from './a-folder.ts'
import { fakeDrafts } from './fake-drafts.ts'

const resourcesIn = (folder: string) => readFolder(folder).resources

test('a new folder is created, venues first; applied again there are no changes', async () => {
  const { api, asked } = await fakeDrafts()
  const resources = resourcesIn(aSoundFolder())
  const plan = await planFolder(api, resources, { prune: false })
  expect(plan.changes.map(({ action, kind, id }) => [action, kind, id])).toEqual([
    ['create', 'venues', 'shop'],
    ['create', 'journeys', 'watches'],
  ])
  expect(planText(plan)).toMatch(
    /\+ journeys\/watches will be created[\s\S]*\nPlan: 2 to add, 0 to change, 0 to destroy\.$/,
  )
  expect(await applyPlan(api, plan, resources)).toEqual({ done: plan.changes })
  expect(asked).toEqual(['PUT /venues/shop', 'PUT /journeys/watches'])
  const again = await planFolder(api, resources, { prune: true })
  expect(planText(again)).toBe('No changes. The drafts are as this folder has them.')
})

test('a change is shown field by field, and nothing else is written', async () => {
  const { api, asked } = await fakeDrafts()
  const folder = aSoundFolder()
  await applyPlan(api, await planFolder(api, resourcesIn(folder), { prune: false }), [])
  aFolder(
    {
      'journeys/watches.yaml': watchesYaml
        .replace('title: Watches', 'title: Clocks')
        .replace('    customer.tier: gold', '    customer.city: Graz'),
    },
    folder,
  )
  const plan = await planFolder(api, resourcesIn(folder), { prune: false })
  expect(planText(plan)).toBe(
    [
      '  ~ journeys/watches will be changed  (journeys/watches.yaml)',
      '      - entrance.audience.customer.tier: "gold"',
      '      + entrance.audience.customer.city: "Graz"',
      '      ~ steps[offer].message.title: "Watches" → "Clocks"',
      '',
      'Plan: 0 to add, 1 to change, 0 to destroy.',
    ].join('\n'),
  )
  expect(planJson(plan).counts).toEqual({ add: 0, change: 1, destroy: 0 })
  asked.length = 0
  await applyPlan(api, plan, [])
  expect(asked).toEqual(['PUT /journeys/watches'])
})

test('drafts of no file stay, and go only where that is asked for: what refers to others first', async () => {
  const { api, asked } = await fakeDrafts()
  await applyPlan(api, await planFolder(api, resourcesIn(aSoundFolder()), { prune: false }), [])
  const empty = resourcesIn(aFolder({}))
  expect(planText(await planFolder(api, empty, { prune: false }))).toBe(
    'No changes. The drafts are as this folder has them.\n2 drafts are in no file and stay; --prune would destroy them.',
  )
  const plan = await planFolder(api, empty, { prune: true })
  expect(planText(plan)).toBe(
    '  - journeys/watches will be destroyed\n\n  - venues/shop will be destroyed\n\nPlan: 0 to add, 0 to change, 2 to destroy.',
  )
  asked.length = 0
  await applyPlan(api, plan, empty)
  expect(asked).toEqual(['DELETE /journeys/watches', 'DELETE /venues/shop'])
})

test('what somebody changed after it was planned stays, and it is said', async () => {
  const { api, drafts } = await fakeDrafts()
  const folder = aSoundFolder()
  await applyPlan(api, await planFolder(api, resourcesIn(folder), { prune: false }), [])
  aFolder({ 'journeys/watches.yaml': watchesYaml.replace('Try one on', 'Try two') }, folder)
  const resources = resourcesIn(folder)
  const plan = await planFolder(api, resources, { prune: false })
  const mine = drafts.get('/journeys/watches')
  drafts.set('/journeys/watches', { ...mine, name: 'Changed by Olga' })
  expect(await applyPlan(api, plan, resources)).toEqual({
    done: [],
    stopped: {
      at: 'journeys/watches',
      reason: 'journeys/watches is not what it was when this was planned: somebody changed it. Plan again.',
      faults: [],
    },
  })
  expect(drafts.get('/journeys/watches')?.name).toBe('Changed by Olga')
})

test('what somebody created meanwhile stays', async () => {
  const { api, drafts } = await fakeDrafts()
  const resources = resourcesIn(aSoundFolder())
  const plan = await planFolder(api, resources, { prune: false })
  drafts.set('/venues/shop', { id: 'shop', name: 'Of somebody else' })
  expect((await applyPlan(api, plan, resources)).stopped?.at).toBe('venues/shop')
  expect(drafts.get('/venues/shop')?.name).toBe('Of somebody else')
})

test('a thousand drafts in pages are all found', async () => {
  const { api, drafts } = await fakeDrafts()
  for (let i = 0; i < 5; i++) drafts.set(`/journeys/j${i}`, { id: `j${i}` })
  const { unmanaged } = await planFolder(api, [], { prune: false })
  expect(unmanaged).toEqual(['journeys/j0', 'journeys/j1', 'journeys/j2', 'journeys/j3', 'journeys/j4'])
})
