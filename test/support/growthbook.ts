import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Condition, Subject } from '#shared/domain/condition.ts'

/** GrowthBook's own cases, as every one of its SDKs has to pass them. */
export type Cases = {
  evalCondition: [name: string, Condition, Subject, boolean, Record<string, unknown[]>?][]
  hash: [seed: string, value: string, version: number, number | null][]
  getBucketRange: [name: string, [number, number, number[] | null], [number, number][]][]
  chooseVariation: [name: string, number, [number, number][], number][]
  getEqualWeights: [number, number[]][]
}

const file = join(process.env.USHER_DATA ?? '../shared/data', 'growthbook', 'cases.json')

/** Undefined, and said, where the data is not here. */
export const growthbookCases = (): Cases | undefined => {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  console.warn('skipped: growthbook/cases.json of the real data is not here; set USHER_DATA to its folder')
  return undefined
}
