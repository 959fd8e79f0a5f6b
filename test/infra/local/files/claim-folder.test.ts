import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimFolder } from '#infra/local/files/claim-folder.ts'
import { tempFolder } from '../cloud-fixture.ts'

test('a folder belongs to one running process', async () => {
  const folder = join(tempFolder(), 'data')
  claimFolder(folder).release()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  onTestFinished(() => {
    other.kill()
  })
  writeFileSync(join(folder, 'usher.pid'), `${other.pid}\n`)
  expect(() => claimFolder(folder)).toThrow(`${folder} is in use by process ${other.pid}, perhaps another Usher.`)

  other.kill('SIGKILL')
  await once(other, 'exit')
  const claimed = claimFolder(folder)
  expect(existsSync(join(folder, 'usher.pid'))).toBe(true)
  claimed.release()
  expect(existsSync(join(folder, 'usher.pid'))).toBe(false)
})

test.each(['', 'nobody', '0', '-1'])('a claim of "%s" is nobody’s', (text) => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'usher.pid'), text)
  expect(() => claimFolder(folder)).not.toThrow()
})
