import { parseArgs } from 'node:util'
import { measurePurePath } from './pure-path.ts'
import { type Result, rowOf } from './result.ts'

/** Measures what the README and the issues promise, and prints a row a figure; `--json` adds all of them as the last line. */
const main = async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const results: Result[] = []
  const parts: readonly (() => Promise<readonly Result[]>)[] = [() => measurePurePath(1000, 6)]
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
