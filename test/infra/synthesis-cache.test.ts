import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isCurrent, renew } from '#infra/synthesis-cache.ts'

let root: string
let outdir: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'usher-cache-'))
  outdir = join(root, 'out')
  await mkdir(join(root, 'infra', 'constructs'), { recursive: true })
  await writeFile(join(root, 'infra', 'constructs', 'stack.ts'), 'one')
  await writeFile(join(root, 'cdk.json'), '{}')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const inputs = ['infra', 'cdk.json']

/** What the CDK leaves: a template, and a folder for each asset. */
const produceOutput = async (folder: string) => {
  await writeFile(join(folder, 'template.json'), 'a template')
  await mkdir(join(folder, 'asset.1'))
  await writeFile(join(folder, 'asset.1', 'index.mjs'), 'a bundle')
}

const renewed = (produce = produceOutput) => renew({ root, inputs, outdir, produce })
const current = () => isCurrent({ root, inputs, outdir })

test('an output is current once it was made, and stays so', async () => {
  expect(await current()).toBe(false)
  await renewed()
  expect(await current()).toBe(true)
  expect(await readFile(join(outdir, 'template.json'), 'utf8')).toBe('a template')
  expect((await readdir(outdir)).sort()).toEqual(['asset.1', 'synthesized.json', 'template.json'])
})

test.each<[string, () => Promise<unknown>]>([
  ['a source changes', () => writeFile(join(root, 'infra', 'constructs', 'stack.ts'), 'two')],
  ['a source is added', () => writeFile(join(root, 'infra', 'new.ts'), '')],
  ['a source is removed', () => rm(join(root, 'infra', 'constructs', 'stack.ts'))],
  ['the template changes', () => appendFile(join(outdir, 'template.json'), ' ')],
  ['the template is gone', () => rm(join(outdir, 'template.json'))],
  ['a bundle is gone', () => rm(join(outdir, 'asset.1', 'index.mjs'))],
  ['the record is torn', () => writeFile(join(outdir, 'synthesized.json'), '{"inputs":')],
])('it is no longer current when %s', async (_, happen) => {
  await renewed()
  await happen()
  expect(await current()).toBe(false)
})

test('a run that fails midway leaves what was there, and passes its error on', async () => {
  await renewed()
  const failing = renewed(async (folder) => {
    await writeFile(join(folder, 'template.json'), 'half a temp')
    throw new Error('interrupted')
  })
  await expect(failing).rejects.toThrow('interrupted')
  expect(await readFile(join(outdir, 'template.json'), 'utf8')).toBe('a template')
  expect(await current()).toBe(true)
})

test('a run that is killed midway leaves nothing that looks valid', async () => {
  await mkdir(join(outdir, '.staging-killed', 'asset.1'), { recursive: true })
  await mkdir(join(outdir, 'asset.1'))
  await writeFile(join(outdir, 'template.json'), 'a template')
  expect(await current()).toBe(false)
  await renewed()
  expect(await readFile(join(outdir, 'asset.1', 'index.mjs'), 'utf8')).toBe('a bundle')
  expect(await current()).toBe(true)
})

test('sources that change while it runs leave an output that is not current', async () => {
  await renewed(async (folder) => {
    await produceOutput(folder)
    await writeFile(join(root, 'cdk.json'), '{ "changed": true }')
  })
  expect(await current()).toBe(false)
})

test('old bundles stay for a day, for a laptop that runs', async () => {
  await renewed()
  for (const name of ['asset.old', '.staging-old', 'asset.recent']) await mkdir(join(outdir, name))
  const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000)
  for (const name of ['asset.1', 'asset.old', '.staging-old']) await utimes(join(outdir, name), twoDaysAgo, twoDaysAgo)
  await renewed()
  expect((await readdir(outdir)).sort()).toEqual(['asset.1', 'asset.recent', 'synthesized.json', 'template.json'])
})
