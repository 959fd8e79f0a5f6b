import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { aFolder, aSoundFolder, watchesYaml } from './code/a-folder.ts'

const usher = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/cli/main.ts', ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('the command line exits with 0 where all is well, 1 where something is wrong, 2 where it was not understood', () => {
  expect(usher('validate', aSoundFolder())).toEqual({ status: 0, stdout: '2 resources, no faults.\n', stderr: '' })
  const wrong = usher('validate', aFolder({ 'journeys/w.yaml': watchesYaml }))
  expect(wrong.status).toBe(1)
  expect(wrong.stdout).toContain('journeys/w.yaml:4:12: entrance.venueId: there is no venue "shop"')
  const unknown = usher('vaildate')
  expect(unknown.status).toBe(2)
  expect(unknown.stderr).toContain('There is no "vaildate"; there are validate, plan, apply')
  expect(usher('help').stdout).toContain('npx usher plan [FOLDER]')
  expect(usher('plan', '--help').stdout).toContain('--detailed-exitcode')
})
