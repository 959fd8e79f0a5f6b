import { expect, test } from 'vitest'
import { codeTopics } from '#infra/cli/code/topics.ts'
import type { World } from '#infra/cli/topic.ts'
import { aFolder, aSoundFolder, shopYaml, watchesYaml } from './a-folder.ts'
import { type FakeDrafts, fakeDrafts } from './fake-drafts.ts'

/** Whoever sits at the terminal, with what she is told and what she answers. */
const aWorld = ({ api }: Pick<FakeDrafts, 'api'>, answer?: string) => {
  const printed: string[] = []
  const world: World = {
    api: () => api,
    width: 120,
    isTerminal: false,
    ask:
      answer === undefined
        ? undefined
        : async (question) => {
            printed.push(question)
            return answer
          },
    print: (text) => printed.push(text),
  }
  return { world, printed }
}

test('validate needs no server, and exits with 1 where something is wrong', async () => {
  const world: World = {
    api: () => {
      throw new Error('nobody is asked')
    },
    width: 80,
    isTerminal: false,
    ask: undefined,
    print: () => undefined,
  }
  expect(await codeTopics.validate.run([aSoundFolder()], world)).toEqual({
    text: '2 resources, no faults.',
    exitCode: 0,
  })
  const wrong = aFolder({ 'venues/shop.yaml': shopYaml, 'journeys/w.yaml': watchesYaml.replace('shop', 'shp') })
  const said = await codeTopics.validate.run([wrong, '--json'], world)
  expect(said.exitCode).toBe(1)
  expect(JSON.parse(said.text)).toMatchObject({
    resources: 2,
    faults: [{ file: 'journeys/w.yaml', line: 4, column: 12, path: 'entrance.venueId' }],
  })
})

test('plan tells by its exit code whether there are changes, where that is asked for', async () => {
  const fake = await fakeDrafts()
  const { world } = aWorld(fake)
  const folder = aSoundFolder()
  expect((await codeTopics.plan.run([folder], world)).exitCode).toBe(0)
  expect((await codeTopics.plan.run([folder, '--detailed-exitcode'], world)).exitCode).toBe(2)
  expect(JSON.parse((await codeTopics.plan.run([folder, '--json'], world)).text).counts).toEqual({
    add: 2,
    change: 0,
    destroy: 0,
  })
  await codeTopics.apply.run([folder, '--yes'], world)
  expect((await codeTopics.plan.run([folder, '--detailed-exitcode'], world)).exitCode).toBe(0)
})

test('apply asks, and does nothing without a yes', async () => {
  const fake = await fakeDrafts()
  const { world, printed } = aWorld(fake, 'no')
  expect(await codeTopics.apply.run([aSoundFolder()], world)).toEqual({ text: 'Nothing was changed.', exitCode: 1 })
  expect(printed[1]).toBe(`\nShall I make these changes at ${fake.api.url}? [y/N] `)
  expect(fake.asked).toEqual([])
  const said = await codeTopics.apply.run([aSoundFolder()], aWorld(fake, 'y').world)
  expect(said).toEqual({ text: 'Apply complete! 2 added, 0 changed, 0 destroyed.', exitCode: 0 })
  await expect(codeTopics.apply.run([aFolder({}), '--prune'], aWorld(fake).world)).rejects.toThrow(
    'Nobody is there to say yes',
  )
})

test('apply publishes where that is asked for, also where nothing changes', async () => {
  const fake = await fakeDrafts()
  const { world } = aWorld(fake)
  const folder = aSoundFolder()
  const said = await codeTopics.apply.run([folder, '--yes', '--publish'], world)
  expect(said.text).toBe('Apply complete! 2 added, 0 changed, 0 destroyed.\nPublished as release-2.')
  fake.asked.length = 0
  await codeTopics.apply.run([folder, '--yes', '--publish'], world)
  expect(fake.asked).toEqual(['POST /publish'])
})

test('a folder with faults is neither planned nor applied', async () => {
  const fake = await fakeDrafts()
  const wrong = aFolder({ 'journeys/w.yaml': watchesYaml })
  const { world } = aWorld(fake)
  for (const topic of [codeTopics.plan, codeTopics.apply])
    expect((await topic.run([wrong, '--yes'].slice(0, topic === codeTopics.plan ? 1 : 2), world)).exitCode).toBe(1)
  expect(fake.asked).toEqual([])
})

test('what is not understood is said', async () => {
  const { world } = aWorld(await fakeDrafts())
  await expect(codeTopics.plan.run(['a', 'b'], world)).rejects.toThrow('plan takes one folder, not 2.')
  await expect(codeTopics.plan.run(['--prnue'], world)).rejects.toThrow("Unknown option '--prnue'")
  await expect(codeTopics.export.run([], world)).rejects.toThrow('export takes the folder to write.')
})
