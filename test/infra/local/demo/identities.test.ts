import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readIdentities, writeIdentities } from '#infra/local/demo/identities.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usher-demo-'))
})
afterEach(() => rm(folder, { recursive: true }))

const hour = 60 * 60 * 1000
const identity = (expiresAt: number) => ({ deviceId: 'd1', token: 't', expiresAt })

test('identities are found again, but for those that end within a day', async () => {
  const file = join(folder, 'demo.json')
  const lasting = identity(Date.now() + 25 * hour)
  await writeIdentities(
    file,
    new Map([
      ['ada', lasting],
      ['mira', identity(Date.now() + 23 * hour)],
    ]),
  )
  expect(await readIdentities(file)).toEqual(new Map([['ada', lasting]]))
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a missing or torn file holds none', async () => {
  const file = join(folder, 'demo.json')
  expect(await readIdentities(file)).toEqual(new Map())
  await writeIdentities(file, new Map([['ada', identity(Date.now() + 25 * hour)]]))
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20))
  expect(await readIdentities(file)).toEqual(new Map())
})
