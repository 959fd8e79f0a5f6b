import { join } from 'node:path'
import { percentile } from '../../local/percentile.ts'
import { synthesize } from '../../synth.ts'
import type { Result } from '../result.ts'
import { loadCargo } from './cargo.ts'
import { type Crowd, gather, openPlace } from './crowd.ts'
import { type Driven, drive } from './drive.ts'
import { copyWithFloor, engageVisitorsOf } from './floor-template.ts'
import { highestHeld, isHeld } from './held.ts'
import { type LoadedSystem, startLoadedSystem } from './system.ts'

const load = { rate: 200, every: 10 }
const phones = 200 // at least
const rounds = 5 // of ours and the floor in turns: a busy machine is busy for both
const warmUpSeconds = 12
const leadSeconds = 3 // of each round: caches hold what the other one left
const roundSeconds = 8
const messagesEach = 30 // a full ledger refuses the fortieth of some hours
const highestRate = 3000 // four shards take 1,000 records a second each

/** How long a rate must be held to count. */
export const holdSeconds = { short: 8, long: 60 }

/** One system with a crowd in it; `messages` are those that the crowd may still get before its ledgers are full. */
type Loaded = { system: LoadedSystem; crowd: Crowd; messages: number }

/**
 * MQTT publish to the message on the phone's subscription, beside the floor in the same run; then the highest rate that is
 * held, for one report in ten and for every report that causes a message. Throws when a message is lost.
 */
export const measureLoad = async (folder: string, seconds: number): Promise<Result[]> => {
  const { template } = await synthesize('cdk.out')
  const ours = await open(template, join(folder, 'ours'))
  try {
    const cargo = await loadCargo(ours.system, ours.crowd, engageVisitorsOf(template).env)
    const floor = await open(await copyWithFloor(template, join(folder, 'floor'), cargo), join(folder, 'beside'))
    const beside = await compare(ours, floor).finally(() => close(floor))
    return [...beside, await search(ours, 10, seconds), await search(ours, 1, seconds)]
  } finally {
    await close(ours)
  }
}

const open = async (template: string, folder: string): Promise<Loaded> => {
  const system = await startLoadedSystem(template, folder)
  await openPlace(system)
  return { system, crowd: await gather(system, phones), messages: phones * messagesEach }
}

const close = async ({ system, crowd }: Loaded) => {
  await crowd.close()
  await system.stop()
}

const compare = async (ours: Loaded, floor: Loaded): Promise<Result[]> => {
  // each phone's first report opens a visit, and code that has run a few hundred times runs faster: not of interest
  for (const one of [ours, floor]) await run(one, { ...load, seconds: warmUpSeconds })
  const driven = { ours: [] as Driven[], floor: [] as Driven[] }
  const before = await callsOf(ours, floor)
  for (let round = 0; round < rounds; round++) {
    for (const [one, all] of [[ours, driven.ours] as const, [floor, driven.floor] as const]) {
      await run(one, { ...load, seconds: leadSeconds })
      all.push(await run(one, { ...load, seconds: roundSeconds }))
    }
  }
  const after = await callsOf(ours, floor)
  const name = `end to end, ${load.rate} reports/s, one in ${load.every} causes a message`
  const [our, their] = [resultOf(name, driven.ours), resultOf(`${name}: the floor`, driven.floor)]
  const reports = rounds * load.rate * (leadSeconds + roundSeconds)
  const calls = (which: 'ours' | 'floor') => (after[which] - before[which]) / reports
  return [
    { ...our, peer: 'the floor', ratio: their.value / our.value },
    their,
    { name: `${name}: SDK calls`, unit: 'a report', value: calls('ours') },
    { name: `${name}: SDK calls of the floor`, unit: 'a report', value: calls('floor') },
  ]
}

const callsOf = async (ours: Loaded, floor: Loaded) => {
  const total = async ({ system }: Loaded) =>
    Object.values((await system.ask('status')).calls).reduce((sum, count) => sum + count, 0)
  return { ours: await total(ours), floor: await total(floor) }
}

const resultOf = (name: string, driven: readonly Driven[]): Result & { p50Us: number; p99Us: number } => {
  // of the middle round: another's burst on a shared machine spoils one round and not all
  const middle = (share: number) =>
    percentile(
      driven.flatMap(({ latencies }) => percentile(latencies, share) ?? []),
      0.5,
    )
  const [p50, p99] = [middle(0.5), middle(0.99)]
  if (p50 === null || p99 === null) throw new Error(`${name}: no message came`)
  return { name, unit: 'ms (p50)', value: p50, p50Us: p50 * 1000, p99Us: p99 * 1000 }
}

const search = async (loaded: Loaded, every: number, seconds: number): Promise<Result> => {
  const value = await highestHeld(load.rate, highestRate, async (rate) => {
    const { backlogs } = await run(loaded, { rate, seconds, every })
    return isHeld(backlogs, rate)
  })
  const causing = every === 1 ? 'every report causes' : `one report in ${every} causes`
  return { name: `highest rate held for ${seconds} s, ${causing} a message`, unit: 'reports/s', value }
}

/**
 * Drives a load; a crowd that is too small makes place for a larger one: a phone reports once a second at most, and its ledger
 * must hold what it is sent.
 */
const run = async (loaded: Loaded, { rate, every, seconds }: { rate: number; every: number; seconds: number }) => {
  const needed = Math.ceil((rate * seconds) / every)
  if (loaded.crowd.size < rate || loaded.messages < needed) {
    await loaded.crowd.close()
    const size = Math.max(phones, rate, Math.ceil(needed / messagesEach))
    loaded.crowd = await gather(loaded.system, size)
    loaded.messages = size * messagesEach
  }
  loaded.messages -= needed
  const driven = await drive(loaded.system, loaded.crowd, { rate, seconds, every })
  if (driven.lost > 0) {
    const { trouble } = await loaded.system.ask('status')
    throw new Error(`${driven.lost} messages of ${needed} never came, at ${rate} reports/s: ${trouble.join('; ')}`)
  }
  return driven
}
