import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureEngagement } from './engagement.ts'
import { measureFunctions } from './functions.ts'
import { measurePurePath } from './pure-path.ts'
import { type Result, rowOf } from './result.ts'
import { measureRules } from './rules.ts'

/** Measures what the issues promise, and prints a row a figure; `--json` adds all of them as the last line. */
const main = async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const parts: readonly (() => Promise<readonly Result[]>)[] = [
    () => measurePurePath(1000, 6),
    () => measureRules(100, 1),
    () => measureRules(1000, 2),
    () => measureRules(10_000, 2),
    () => measureFunctions(folder),
    () => measureEngagement(folder, 5),
  ]
  const results: Result[] = []
  for (const measure of parts) {
    for (const result of await measure()) {
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
