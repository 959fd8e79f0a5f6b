import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Bundle, bundleFunctions } from '../bundle.ts'
import { environment } from './environment.ts'
import type { Result } from './result.ts'

const run = promisify(execFile)
const imports = 3 // of each function, the median counts

/** Bundles every function into a folder, and tells each one's size and how long a fresh process imports it. */
export const measureFunctions = async (folder: string): Promise<Result[]> => {
  const bundles = await bundleFunctions(join(import.meta.dirname, '..', '..', 'functions'), folder)
  const results: Result[] = []
  for (const bundle of bundles) {
    results.push(...sizesOf(bundle), await coldImport(bundle.name, join(folder, bundle.name, 'index.mjs')))
  }
  return results
}

const sizesOf = ({ name, bytes, bytesWithoutSdk }: Bundle): Result[] => [
  { name: `${name}: bundle`, unit: 'kB', value: bytes / 1000 },
  { name: `${name}: bundle without the SDK`, unit: 'kB', value: bytesWithoutSdk / 1000 },
]

const coldImport = async (name: string, file: string): Promise<Result> => {
  const times: number[] = []
  for (let i = 0; i < imports; i++) times.push(await importOnce(file))
  const value = times.toSorted((a, b) => a - b)[Math.floor(imports / 2)] ?? Number.NaN
  return { name: `${name}: cold import`, unit: 'ms', value }
}

const importOnce = async (file: string): Promise<number> => {
  const code = `const from = performance.now()
await import(${JSON.stringify(pathToFileURL(file).href)})
console.log(performance.now() - from)
process.exit()`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { env: environment })
  return Number(stdout)
}
