import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import { createMeter } from '../cost/meter.ts'
import { freePorts, type SystemOptions, startSystem } from '../local/system.ts'
import { synthesize } from '../synth.ts'
import { readArguments } from './arguments.ts'
import { runThroughKills } from './kill/run.ts'
import { madeUpRecording } from './made-up.ts'
import { readRecording } from './recording.ts'
import { createReplay, type Replay } from './replay.ts'
import { failuresOf, renderSummary, type Summary } from './summary.ts'

const drawEveryMilliseconds = 250
const lingerMilliseconds = 60_000 // a machine that is busy with other things is behind by more than a few seconds
const madeUp = { walks: 60, shops: 8 }

/** Replays a recording through a system of its own, prints the summary, and says in the exit code whether all is accounted for. */
const main = async () => {
  const { folder, speed, times, batch, kills, seed, json } = readArguments(process.argv.slice(2))
  const recording = folder === undefined ? madeUpRecording(seed, madeUp) : await readRecording(folder)
  const { template } = await synthesize('cdk.out')
  const data = temporaryFolder()
  const replay = createReplay(recording, times, batch)
  const summary = await withProgress(replay, () =>
    kills === 0
      ? runUndisturbed(replay, { templatePath: template, folder: data, speed })
      : runThroughKills(replay, { templatePath: template, folder: data, speed, kills, seed }),
  )
  console.log(renderSummary(summary))
  const failures = failuresOf(summary)
  for (const failure of failures) console.error(`error: ${failure}`)
  if (json) console.log(JSON.stringify(summary))
  if (failures.length > 0) process.exitCode = 1
}

const runUndisturbed = async (
  replay: Replay,
  where: Pick<SystemOptions, 'templatePath' | 'folder' | 'speed'>,
): Promise<Summary> => {
  const trouble = new Set<string>()
  const meter = createMeter()
  const system = await startSystem({
    ...where,
    ports: freePorts,
    onJournal: replay.take,
    onBroker: (event) => event.kind === 'refused' && trouble.add(`${event.reason}: ${event.detail}`),
    onRequest: () => undefined,
    onTrouble: ({ source, detail }) => trouble.add(`${source}: ${detail}`),
    onLine: () => undefined,
    meter,
  })
  try {
    const found = await replay.run({ ...system, lingerMilliseconds, usage: meter.usage })
    return { ...found, trouble: [...found.trouble, ...trouble] }
  } finally {
    await system.close()
  }
}

/** A folder that is gone when the process is, however it ends. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-replay-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  return folder
}

const withProgress = async <T>(replay: Replay, work: () => Promise<T>): Promise<T> => {
  const format = '{bar} {percentage} % · {value} of {total} sightings · {messages} messages · {duration_formatted}'
  const bar = new SingleBar({ format }, Presets.shades_classic)
  const draw = () => {
    const { accounted, expected, messages } = replay.progress()
    bar.setTotal(expected)
    bar.update(accounted, { messages })
  }
  bar.start(0, 0, { messages: 0 })
  const timer = setInterval(draw, drawEveryMilliseconds)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    draw()
    bar.stop()
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
