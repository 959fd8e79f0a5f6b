import { parseArgs } from 'node:util'
import { fingerprints, multilateration, strongestBeacon } from './baselines.ts'
import { type Data, readData } from './data.ts'
import { learnFilter } from './filter.ts'
import { type Metrics, metricsOf } from './metrics.ts'
import { headings, rowOf } from './report.ts'
import { type Judged, judgeWalk, type Method } from './score.ts'

const folds = 5

const usage = `npm run evaluate -- DIR [--json]
npm run evaluate -- --train DIR --test DIR [--json]

Judges how well visitors are located from beacons alone. With one folder it learns from four fifths of its walks and judges
the others, five times. With two it learns from all walks of one and judges those of the other.
  DIR       a recording: beacons.csv, waypoints.csv, traces.csv, zones.csv, floors/
  --json    the figures of Usher's locator as the last line`

type Split = { learn: Data; judge: Data }

/** Whole walks are left out: neighbouring seconds of one walk would give each other away. */
const splitsOf = (data: Data): Split[] =>
  Array.from({ length: folds }, (_, fold) => ({
    learn: { ...data, walks: data.walks.filter((_, i) => i % folds !== fold) },
    judge: { ...data, walks: data.walks.filter((_, i) => i % folds === fold) },
  }))

const readSplits = async (
  folder: string | undefined,
  train: string | undefined,
  test: string | undefined,
  withMac: boolean,
) => {
  if (train !== undefined && test !== undefined)
    return [{ learn: await readData(train, withMac), judge: await readData(test, withMac) }]
  return splitsOf(await readData(folder ?? '', withMac))
}

const judge = (method: Method, splits: readonly Split[]): Metrics =>
  metricsOf(
    splits.flatMap(({ learn, judge: { walks, shops } }): Judged[] => {
      const learned = method(learn)
      const shopsOf = Map.groupBy(shops, ({ floorId }) => floorId)
      return walks.flatMap((walk) => judgeWalk(learned, walk, shopsOf))
    }),
  )

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const { train, test } = values
  const [folder, ...more] = positionals
  const isPair = train !== undefined && test !== undefined && folder === undefined
  const isOne = train === undefined && test === undefined && folder !== undefined
  if ((!isPair && !isOne) || more.length > 0)
    throw new Error(`Name one folder, or both --train and --test.\n\n${usage}`)

  const splits = await readSplits(folder, train, test, true)
  console.log(headings)
  const show = (name: string, method: Method, of: readonly Split[]): Metrics => {
    const metrics = judge(method, of)
    console.log(rowOf(name, metrics))
    return metrics
  }
  const located = show('Usher', learnFilter, splits)
  const withoutMac = show('Usher, addresses hidden', learnFilter, await readSplits(folder, train, test, false))
  show('strongest beacon', strongestBeacon, splits)
  show('multilateration', multilateration, splits)
  show('nearest fingerprints', fingerprints, splits)

  console.log(
    `\n${located.windows} windows of 5 s; in truth the zone changes ${located.truthFlapsPerMinute.toFixed(1)} times a minute.`,
  )
  console.log(
    `${(100 * located.zoneChangesNoticed).toFixed(0)} % of its changes are noticed before the next one, half of those within ${located.zoneChangeSeconds} s.`,
  )
  console.log(
    `The belief of a device takes ${located.mostStateBytes} bytes at most, and is written and read between any two reports.`,
  )
  console.log('Of the fixes that say so much, so many are right:')
  for (const { claimed, windows, right } of located.calibration)
    console.log(`  ${claimed.toFixed(2)}   ${right.toFixed(2)}   of ${windows}`)
  if (values.json) console.log(JSON.stringify({ ...figuresOf(located), withoutMac: figuresOf(withoutMac) }))
}

const figuresOf = (metrics: Metrics) => ({
  floorAccuracy: rounded(metrics.floorAccuracy),
  top1: rounded(metrics.top1),
  top3: rounded(metrics.top3),
  medianMetres: rounded(metrics.medianMetres),
  p75Metres: rounded(metrics.p75Metres),
  flapsPerMinute: rounded(metrics.flapsPerMinute),
  zoneChangeSeconds: rounded(metrics.zoneChangeSeconds),
  calibrationError: rounded(metrics.calibrationError),
})

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
