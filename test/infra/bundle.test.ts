import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundleFunctions } from '#infra/bundle.ts'
import { FUNCTIONS } from './template.ts'

const ROOT = join(import.meta.dirname, '..', '..')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usher-bundle-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Writes functions and bundles them; sources may import what the project installed. */
const bundle = async (sources: Record<string, string>) => {
  await mkdir(join(folder, 'functions'))
  for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, 'functions', name), source)
  return bundleFunctions(join(folder, 'functions'), join(folder, 'out'))
}

test('each function becomes a module of its own, and other files none', async () => {
  const bundles = await bundle({
    'greet-visitors.ts': "export const handler = async (name: string) => 'hello ' + name",
    'leave.ts': 'export const handler = async () => 1',
    'notes.md': '',
  })
  expect(bundles.map(({ name }) => name)).toEqual(['greet-visitors', 'leave'])
  expect(await readdir(join(folder, 'out'), { recursive: true })).toEqual(
    expect.arrayContaining(['greet-visitors/index.mjs', 'leave/index.mjs']),
  )
  const { handler } = await import(join(folder, 'out', 'greet-visitors', 'index.mjs'))
  expect(await handler('you')).toBe('hello you')
})

test('CommonJS inside may still call require', async () => {
  await writeFile(join(folder, 'old.cjs'), "module.exports = () => require('node:' + 'path').sep")
  await bundle({ 'ask.ts': "import old from '../old.cjs'\nexport const handler = async () => old()" })
  const { handler } = await import(join(folder, 'out', 'ask', 'index.mjs'))
  expect(await handler()).toBe('/')
})

test('the SDK is bundled in, and its bytes are told apart', async () => {
  const sdk = join(ROOT, 'node_modules', '@aws-sdk', 'client-sqs')
  const [bundled] = await bundle({
    'send.ts': `import { SQSClient } from '${sdk}'\nexport const handler = async () => new SQSClient({})`,
  })
  expect(bundled?.bytes).toBeGreaterThan(100_000)
  expect(bundled?.bytesWithoutSdk).toBeLessThan(20_000)
})

test('a library that stays apart lies beside the function that uses it, with all that it needs', async () => {
  const source = `import hours from 'opening_hours'
export const handler = async (text: string) => new hours(text).getState(new Date(2026, 10, 23, 12))`
  const bundles = await bundle({ 'tell.ts': source, 'leave.ts': 'export const handler = async () => 1' })
  expect(bundles.find(({ name }) => name === 'tell')?.bytes).toBeLessThan(10_000)
  expect(await readdir(join(folder, 'out', 'leave'))).toEqual(['index.mjs'])
  // in a process of its own, far from the project's packages
  const code = `const { handler } = await import(${JSON.stringify(join(folder, 'out', 'tell', 'index.mjs'))})
console.log(await handler('Mo-Sa 10:00-20:00'), await handler('sunrise-sunset'))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: folder })
  expect(stdout).toBe('true true\n')
})

test('the engine of regular expressions lies beside, and is loaded when the first one is asked', async () => {
  const conditions = join(ROOT, 'shared', 'domain', 'condition.ts')
  const source = `import { compileCondition } from '${conditions}'
export const handler = (condition: object) => compileCondition({ ...condition }).holds({ tier: 'gold' })`
  const [bundled] = await bundle({ 'ask.ts': source })
  expect(bundled?.bytes).toBeLessThan(40_000)
  const code = `import { createRequire } from 'node:module'
const { handler } = await import(${JSON.stringify(join(folder, 'out', 'ask', 'index.mjs'))})
const loaded = () => Object.keys(createRequire(import.meta.url).cache).length
console.log(handler({ tier: 'gold' }), loaded(), handler({ tier: { $regexi: '^G' } }), loaded())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: folder })
  expect(stdout).toBe('true 0 true 1\n')
})

test('a function that does not build is reported with its place', async () => {
  await expect(
    bundle({ 'broken.ts': "import { nothing } from './nowhere.ts'\nexport const handler = nothing" }),
  ).rejects.toThrow(/broken\.ts:1:24: ERROR: Could not resolve ".\/nowhere.ts"/)
})

test('a folder without functions is an error', async () => {
  await expect(bundle({ 'notes.md': '' })).rejects.toThrow(
    `No functions to bundle: ${join(folder, 'functions')} holds no .ts file.`,
  )
})

/** The engine of journeys is in this one, beside presence and locating. */
const limits: Readonly<Record<string, number>> = { 'engage-visitors': 350_000 }

test('every file of functions/ has its place in the stack, and none is above 300 kB without the SDK but one', async () => {
  const bundles = await bundleFunctions(join(ROOT, 'functions'), folder)
  expect(bundles.map(({ name }) => name)).toEqual(FUNCTIONS)
  expect(bundles.filter(({ name, bytesWithoutSdk }) => bytesWithoutSdk > (limits[name] ?? 300_000))).toEqual([])
})
