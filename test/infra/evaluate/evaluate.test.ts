import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fingerprints, multilateration, strongestBeacon } from '#infra/evaluate/baselines.ts'
import { readData } from '#infra/evaluate/data.ts'
import { metricsOf } from '#infra/evaluate/metrics.ts'
import { type Judged, judgeWalk } from '#infra/evaluate/score.ts'
import { aCalibration, aHall, aWalk } from '#test/support/radio.ts'
import { writeRecording } from './recorded-hall.ts'

const folder = mkdtempSync(join(tmpdir(), 'usher-evaluate-'))
const [train, unseen] = [join(folder, 'train'), join(folder, 'test')]

beforeAll(() => {
  const hall = aHall()
  writeRecording(train, hall, aCalibration(hall))
  const path = [10, 30, 50].flatMap((x) => [
    { x, y: 12 },
    { x, y: 4 },
    { x, y: 12 },
    { x, y: 20 },
  ])
  writeRecording(unseen, hall, [
    aWalk(hall, 'new-0', 'f0', path, 5_000_000, 91),
    aWalk(hall, 'new-1', 'f1', path, 9_000_000, 92),
  ])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['infra/evaluate/main.ts', ...args], { encoding: 'utf8' })

test('walks of another folder are judged, and the figures are the last line', () => {
  const out = execFileSync(process.execPath, ['infra/evaluate/main.ts', '--train', train, '--test', unseen, '--json'], {
    encoding: 'utf8',
  })
  const { withoutMac, ...figures } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
  const names = [
    'floorAccuracy',
    'top1',
    'top3',
    'medianMetres',
    'p75Metres',
    'flapsPerMinute',
    'zoneChangeSeconds',
    'calibrationError',
  ]
  expect([Object.keys(figures), Object.keys(withoutMac)]).toEqual([names, names])
  expect(figures.floorAccuracy).toBeGreaterThan(0.95)
  expect(figures.top1).toBeGreaterThan(0.6)
  expect(figures.top3).toBeGreaterThanOrEqual(figures.top1)
  expect(figures.medianMetres).toBeLessThan(5)
  expect(out).toMatch(/^strongest beacon +[\d.]+ +[\d.]+/m)
})

test('what can not be evaluated is said, with how it would be', () => {
  for (const args of [[], ['--train', train], [train, '--test', unseen], [train, unseen]]) {
    const { status, stderr } = run(...args)
    expect([status, stderr.split('\n')[0]]).toEqual([1, 'Name one folder, or both --train and --test.'])
  }
  const { status, stderr } = run(join(folder, 'nothing'))
  expect([status, stderr]).toEqual([1, expect.stringContaining('zones.csv')])
})

describe('the plain methods', () => {
  test.each([
    ['strongest beacon', strongestBeacon],
    ['multilateration', multilateration],
    ['nearest fingerprints', fingerprints],
  ])('%s tells the floor nearly always, and every window of a walk is judged', async (_, method) => {
    const [learn, judge] = [await readData(train, true), await readData(unseen, true)]
    const shopsOf = Map.groupBy(judge.shops, ({ floorId }) => floorId)
    const judged = judge.walks.flatMap((walk) => judgeWalk(method(learn), walk, shopsOf))
    const { floorAccuracy, windows } = metricsOf(judged)
    expect(floorAccuracy).toBeGreaterThan(0.85)
    expect(windows).toBe(judged.length)
    expect(windows).toBeGreaterThan(20)
  })
})

const aWindow = (window: number, shopId: string, named: string, confidence = 0.5): Judged => ({
  walkId: 'walk',
  window,
  shopId,
  isFloorRight: true,
  metres: window,
  ranked: [named, 'other'],
  confidence,
  stateBytes: 100,
})

test('figures are those of their definitions', () => {
  const walk = [
    aWindow(0, 'a', 'a', 0.9),
    aWindow(1, 'b', 'a', 0.9),
    aWindow(2, 'b', 'b', 0.9),
    aWindow(3, 'c', 'b', 0.1),
    aWindow(4, 'd', 'b', 0.1),
  ]
  const lost: Judged = { ...aWindow(12, 'd', 'b', 0), isFloorRight: false, metres: undefined, ranked: [] }
  expect(metricsOf([...walk, lost])).toEqual({
    windows: 6,
    floorAccuracy: 5 / 6,
    top1: 2 / 6,
    top3: 2 / 6,
    medianMetres: 2,
    p75Metres: 3,
    // a minute from the first window to the last: a to b, and from b to nothing
    flapsPerMinute: 2,
    truthFlapsPerMinute: 3,
    // of a to b, to c and to d only the first was noticed, at the end of the second window there
    zoneChangeSeconds: 10,
    zoneChangesNoticed: 1 / 3,
    calibration: [
      { claimed: 0, windows: 1, right: 0 },
      { claimed: 0.1, windows: 2, right: 0 },
      { claimed: expect.closeTo(0.9, 9), windows: 3, right: 2 / 3 },
    ],
    calibrationError: expect.closeTo((2 * 0.1 + 3 * (0.9 - 2 / 3)) / 6, 9),
    mostStateBytes: 100,
  })
})
