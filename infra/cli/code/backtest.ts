import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BacktestReport, createBacktest } from '#shared/domain/backtest/backtest.ts'
import { castOf, type Known } from '#shared/domain/backtest/cast.ts'
import { Misunderstood } from '../topic.ts'
import { contentOf, type FolderContent } from './folder-content.ts'
import { secondsIn } from './happenings.ts'
import { parseFile } from './parse.ts'
import { readFolder } from './read-folder.ts'
import { rulesFrom } from './rules.ts'
import { openTraffic } from './traffic-files.ts'
import { faultsText, validateFolder } from './validate.ts'

export type BacktestCommand = {
  folder: string
  traffic: string
  against?: string
  traits?: string
  graceSeconds: number
  json: boolean
}

const text = { type: 'string' } as const

/** Reads what stands behind `npx usher backtest`. Throws with a text that says what is wrong. */
export const readBacktest = (args: readonly string[]): BacktestCommand => {
  const options = {
    traffic: text,
    against: text,
    traits: text,
    grace: text,
    json: { type: 'boolean', default: false },
  } as const
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const [folder = '.', ...more] = positionals
  const { traffic, against, traits, grace = '1d', json } = values
  if (more.length > 0) throw new Misunderstood(`backtest takes one folder, not ${positionals.length}.`)
  if (traffic === undefined) throw new Misunderstood('backtest takes what was recorded: --traffic PATH.')
  return {
    folder,
    traffic,
    graceSeconds: secondsIn(grace),
    json,
    ...(against !== undefined && { against }),
    ...(traits !== undefined && { traits }),
  }
}

/** Told while it runs: how much is behind, of how much. */
export type Progress = {
  begin(total: number, unit: string): void
  at(done: number, occasions: number): void
  end(): void
}

/** What a folder would have done with what was recorded. `unreadable` lines of the archive were left out. */
export type Backtested = BacktestReport & { seconds: number; unreadable: number }

/** Plays recorded traffic to the journeys of a folder, in the pure core. Throws where a folder has faults. */
export const backtestFolder = async (
  command: BacktestCommand,
  progress: Progress,
  clock: () => number = () => performance.now(),
): Promise<Backtested> => {
  const began = clock()
  const content = soundContent(command.folder)
  const other = command.against === undefined ? undefined : soundContent(command.against)
  const traffic = await openTraffic(command.traffic, command.folder, content)
  const rules = (of: FolderContent, version: string) =>
    rulesFrom({ ...traffic.content(of), version, publishedAt: 0 }, traffic.feeds)
  const known = command.traits === undefined ? undefined : readTraits(command.traits)
  const backtest = createBacktest({
    draft: rules(content, 'draft'),
    ...(other && { live: rules(other, 'against') }),
    cast: castOf((customerId) => known?.[customerId], content.personas),
    graceSeconds: command.graceSeconds,
  })
  let done = 0
  progress.begin(traffic.total, traffic.unit)
  const note = (behind: number) => {
    done = behind
  }
  for await (const recorded of traffic.each(note)) {
    backtest.take(recorded)
    if (backtest.occasions() % tellEvery === 0) progress.at(done, backtest.occasions())
  }
  progress.at(traffic.total, backtest.occasions())
  const report = backtest.finish()
  progress.end()
  return { ...report, unreadable: traffic.unreadable(), seconds: Math.round(clock() - began) / 1000 }
}

const tellEvery = 1000 // occasions; drawing more often would take longer than deciding

const soundContent = (place: string): FolderContent => {
  const folder = readFolder(place)
  const faults = validateFolder(folder)
  if (faults.length > 0) throw new Error(faultsText(faults))
  return contentOf(folder)
}

/** What is known of customers, by their ids as the traffic has them. */
const readTraits = (file: string): Readonly<Record<string, Known>> => {
  if (!existsSync(file)) throw new Error(`There is no file "${file}" with the traits of customers.`)
  const parsed = parseFile(readFileSync(file))
  if ('faults' in parsed)
    throw new Error(parsed.faults.map((one) => `${file}:${one.line}:${one.column}: ${one.reason}`).join('\n'))
  const customers = (parsed.value ?? {}) as Readonly<Record<string, Partial<Known>>>
  return Object.fromEntries(
    Object.entries(customers).map(([id, { traits = {}, consents = {}, ...more }]) => [
      id,
      { ...more, traits, consents },
    ]),
  )
}
