import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startSystem } from '../local/system.ts'
import { synthesize } from '../synth.ts'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { type Figure, judge, type Sample, tolerances, type Verdict } from './judge.ts'
import { measure, sizeOf, watchWorkers } from './measure.ts'
import { soak } from './soak.ts'

const columns = Object.keys(tolerances) as Figure[]
const width = 14

const row = (first: string, cells: readonly (string | number)[]) =>
  first.padEnd(width) + cells.map((cell) => String(cell).padStart(width)).join('')

const verdictRow = ({ figure, level, growth, allowed, flat }: Verdict) =>
  row(figure, [level.toFixed(1), growth.toFixed(1), allowed.toFixed(1), flat ? 'flat' : 'GROWS'])

/** `npm run soak`: the demo for half an hour, at speed; exits with 1 when memory, handles or the store go on growing. */
const main = async ({ minutes, speed, json }: Arguments) => {
  const workers = watchWorkers()
  const { template } = await synthesize('cdk.out')
  const folder = mkdtempSync(join(tmpdir(), 'usher-soak-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

  const seen = { events: 0, messages: 0 }
  const trouble = new Map<string, number>()
  const note = (detail: string) => trouble.set(detail, (trouble.get(detail) ?? 0) + 1)
  const system = await startSystem({
    templatePath: template,
    folder,
    ports: freePorts,
    speed,
    onJournal: (entry) => {
      if (entry.type === 'outcomes') seen.events += entry.outcomes.length
      if (entry.type === 'message') seen.messages += 1
    },
    onBroker: (event) => event.kind === 'refused' && note(`${event.reason}: ${event.detail}`),
    onRequest: () => undefined,
    onTrouble: ({ source, detail }) => note(`${source}: ${detail}`),
    onLine: () => undefined,
  })
  const began = performance.now()
  console.log(row('minute, day', [...columns, 'events', 'messages']))
  const samples = await soak({
    system,
    folder,
    minutes,
    speed,
    measure: () => measure(folder, workers),
    onTrouble: note,
    onSample: ({ day, figures }: Sample) => {
      const minute = ((performance.now() - began) / 60_000).toFixed(1)
      console.log(row(`${minute}, ${day + 1}`, [...columns.map((name) => figures[name]), seen.events, seen.messages]))
    },
  })
  await system.close()

  const verdicts = judge(samples)
  console.log(`\n${row('second half', ['level', 'growth', 'allowed', ''])}`)
  for (const verdict of verdicts) console.log(verdictRow(verdict))
  console.log(`The archive, kept for 30 days of the store's time: ${(sizeOf(join(folder, 's3')) / 1e6).toFixed(1)} MB`)
  for (const [detail, times] of trouble) console.log(`trouble, ${times} times: ${detail}`)
  if (json) console.log(JSON.stringify({ minutes, speed, ...seen, samples, verdicts }))
  if (verdicts.some(({ flat }) => !flat)) process.exitCode = 1
}

try {
  const options = readArguments(process.argv.slice(2))
  if (options.help) console.log(usage)
  else await main(options)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
