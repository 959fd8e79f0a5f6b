import { existsSync } from 'node:fs'
import { fingerprints, multilateration, strongestBeacon } from '../evaluate/baselines.ts'
import { readData } from '../evaluate/data.ts'
import { learnFilter } from '../evaluate/filter.ts'
import { judgeWalk, type Learned, type Method } from '../evaluate/score.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'

const folder = process.env.USHER_DATA ?? '../shared/data'

/**
 * What following visitors through a recorded mall costs a sighting, beside plain methods on the same walks: every second a
 * report, and ours with its belief written to bytes and read again between any two. Nothing where the recording is absent.
 */
export const measureLocating = async (seconds: number): Promise<Result[]> => {
  const mall = `${folder}/mall`
  if (!existsSync(mall)) {
    console.log(`locating is not measured: ${mall} is not there; name its folder in USHER_DATA`)
    return []
  }
  const data = await readData(mall, true)
  const shopsOf = Map.groupBy(data.shops, ({ floorId }) => floorId)
  const learnFrom = { ...data, walks: data.walks.filter((_, i) => i % 5 !== 0) }
  const walks = data.walks.filter((_, i) => i % 5 === 0)
  const events = walks.reduce((sum, { hearings }) => sum + hearings.length, 0)

  const reports = walks.map(({ hearings }) => [...Map.groupBy(hearings, ({ at }) => Math.floor(at / 1000)).values()])
  const follow = (learned: Learned) => () => {
    for (const walk of reports) {
      const followed = learned.begin()
      for (const report of walk) {
        followed.hear(report)
        followed.look()
      }
    }
  }
  const rate = (name: string, method: Method) => {
    const learned = method(learnFrom)
    for (const walk of walks) judgeWalk(learned, walk, shopsOf)
    return measureRate(`locating, ${name}`, { events, seconds }, follow(learned))
  }
  const ours = await rate('a filter over cells', learnFilter)
  const results: Result[] = [ours]
  for (const [name, method] of peers) {
    const theirs = await rate(name, method)
    results.push({ ...theirs, peer: name, ratio: ours.value / theirs.value })
  }
  return results
}

const peers: readonly (readonly [string, Method])[] = [
  ['strongest beacon', strongestBeacon],
  ['multilateration', multilateration],
  ['nearest fingerprints', fingerprints],
]
