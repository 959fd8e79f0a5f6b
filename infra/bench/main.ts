import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureAdvertisements } from './advertisements.ts'
import { measureBacktest } from './backtest.ts'
import { measureDecisions } from './decisions.ts'
import { measureEngagement } from './engagement.ts'
import { measureFlaps } from './flaps.ts'
import { measureFunctions } from './functions.ts'
import { measureLargeRelease } from './large-release.ts'
import { holdSeconds, measureLoad } from './load/load.ts'
import { measureLocating } from './locating.ts'
import { measureOffers } from './offers.ts'
import { measurePublishing } from './publishing.ts'
import { measurePurePath } from './pure-path.ts'
import { type Result, rowOf } from './result.ts'
import { measureRules } from './rules.ts'
import { measureTemplates } from './templates.ts'
import { measureZones } from './zones.ts'

type Part = { name: string; measure(folder: string, long: boolean): Promise<readonly Result[]> }

const parts: readonly Part[] = [
  { name: 'pure', measure: () => measurePurePath(1000, 6) },
  { name: 'flaps', measure: (_, long) => measureFlaps(long ? 50 : 10) },
  { name: 'zones', measure: () => measureZones(10_000, 2) },
  {
    name: 'rules',
    measure: async (folder) => [
      ...(await measureRules()),
      await measureDecisions(1000, 2),
      await measureDecisions(10_000, 2),
      ...(await measurePublishing(folder, 1000)),
    ],
  },
  { name: 'templates', measure: () => measureTemplates(2) },
  { name: 'backtest', measure: async () => measureBacktest(1_000_000, 100) },
  { name: 'hardware', measure: () => measureAdvertisements(3) },
  {
    name: 'functions',
    measure: async (folder) => [...(await measureFunctions(folder)), ...(await measureEngagement(folder, 5))],
  },
  { name: 'venue', measure: (folder) => measureLargeRelease(folder, 2000, 5000) },
  { name: 'offers', measure: (folder) => measureOffers(folder, 2000) },
  { name: 'locating', measure: () => measureLocating(2) },
  { name: 'load', measure: (folder, long) => measureLoad(folder, long ? holdSeconds.long : holdSeconds.short) },
]

const usage = `npm run bench -- [--only NAME]... [--long] [--json]
  --only NAME   ${parts.map(({ name }) => name).join(', ')}; may be given several times
  --long        the highest rates are those held for ${holdSeconds.long} s, not ${holdSeconds.short}: half an hour more
  --json        all figures as the last line`

/** Measures what the issues promise, and prints a row a figure; `--json` adds all of them as the last line. */
const main = async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      long: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const unknown = values.only.filter((name) => !parts.some((part) => part.name === name))
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')} is nothing that can be measured\n\n${usage}`)

  const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const results: Result[] = []
  for (const { name, measure } of parts) {
    if (values.only.length > 0 && !values.only.includes(name)) continue
    for (const result of await measure(folder, values.long)) {
      results.push(result)
      console.log(rowOf(result))
    }
  }
  if (values.json) console.log(JSON.stringify({ results }))
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
