import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenOnLoopback } from '#infra/local/loopback.ts'
import { newFolder } from './laptop.ts'
import { npmStart } from './npm-start.ts'
import { currentTemplate } from './template.ts'

const folders: string[] = []
const aFolder = () => {
  const folder = newFolder()
  folders.push(folder)
  return folder
}

beforeAll(async () => {
  await currentTemplate()
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('the demo’s first message comes within half a minute, and Ctrl-C ends it cleanly', async () => {
  const folder = aFolder()
  const started = npmStart(['--data', folder])
  await started.line(/^Usher is ready/)
  const readyAt = performance.now()
  await started.line(/✉/)
  expect(performance.now() - readyAt).toBeLessThan(30_000)

  started.kill('SIGINT')
  const stoppingAt = performance.now()
  expect(await started.ended).toBe(0)
  expect(performance.now() - stoppingAt).toBeLessThan(10_000)
  expect(started.complaints()).toBe('')
  const feed = started.lines.slice(started.lines.indexOf('') + 1)
  const unexpected = feed.filter((line) => !/^(\d\d:\d\d:\d\d {2}|— |Stopping: |$)/.test(line))
  expect(unexpected).toEqual([`Stopped. All that happened is kept in ${folder}.`])
})

test('without the demo nobody is there, and Ctrl-C ends it cleanly', async () => {
  const folder = aFolder()
  const started = npmStart(['--no-demo', '--data', folder])
  await started.line(/^ {2}Cognito: /)
  started.kill('SIGINT')
  expect(await started.ended).toBe(0)
  expect(started.complaints()).toBe('')
  expect(started.lines.slice(started.lines.indexOf('') + 1)).toEqual([
    '',
    'Stopping: what is under way is finished first.',
    `Stopped. All that happened is kept in ${folder}.`,
  ])
})

test('a port that somebody else has is named, with the variable that sets another', async () => {
  const somebody = createServer()
  const port = await listenOnLoopback(somebody, 0)
  const started = npmStart(['--no-demo', '--data', aFolder()], { USHER_API_PORT: String(port) })
  expect(await started.ended).toBe(1)
  somebody.close()
  expect(started.complaints()).toBe(
    `Port ${port} on 127.0.0.1 is taken, perhaps by another Usher. Stop that one, or set USHER_API_PORT to another port (0 takes a free one).\n`,
  )
})

test('an option that is none is answered with how it is used', async () => {
  const started = npmStart(['--fast'])
  expect(await started.ended).toBe(2)
  expect(started.complaints()).toContain('--fast')
  expect(started.complaints()).toContain('npm start -- [options]')
})
