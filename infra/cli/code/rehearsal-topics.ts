import { Presets, SingleBar } from 'cli-progress'
import { done, Misunderstood, type Topic } from '../topic.ts'
import { backtestFolder, type Progress, readBacktest } from './backtest.ts'
import { backtestText } from './backtest-text.ts'
import { readExplain, runExplain } from './explain.ts'
import { contentOf } from './folder-content.ts'
import { happeningsUsage } from './happenings.ts'
import { readFolder } from './read-folder.ts'
import { rulesFrom } from './rules.ts'
import { readSimulate, simulateOffline, simulateThere } from './simulate.ts'
import { simulateText } from './simulate-text.ts'
import { faultsText, validateFolder } from './validate.ts'

const understood = <T>(read: (args: readonly string[]) => T, args: readonly string[]): T => {
  try {
    return read(args)
  } catch (error) {
    throw new Misunderstood((error as Error).message)
  }
}

const simulate: Topic = {
  usage: `npx usher simulate --venue V WHAT …   what would happen to somebody, and why; nothing is sent
${happeningsUsage}
    --persona P, --customer C, or --trait tier=gold … --consent marketing … --locale de   who she is
    --dir FOLDER   by the files of a folder, offline; else by the drafts, or with --live by what is live
    --at 2026-11-21T14:00   on the venue's clock (now)     --for 90d   how long the clock goes on
    --feed queues.tills=4 …   what feeds tell              --json   as JSON`,
  run: async (args, { api }) => {
    const command = understood(readSimulate, args)
    const now = Date.now()
    if (command.dir === undefined) {
      const { answer, timezone } = await simulateThere(command, api(), now)
      return done(command.json ? JSON.stringify(answer, null, 2) : simulateText(answer, timezone))
    }
    const folder = readFolder(command.dir)
    const faults = validateFolder(folder)
    if (faults.length > 0) return { text: faultsText(faults), exitCode: 1 }
    const content = contentOf(folder)
    const rules = rulesFrom({ ...content, version: command.dir, publishedAt: now })
    const { answer, timezone } = simulateOffline(command, content, rules, now)
    return done(command.json ? JSON.stringify(answer, null, 2) : simulateText(answer, timezone))
  },
}

const backtest: Topic = {
  usage: `npx usher backtest FOLDER --traffic PATH   what a folder's journeys would have done with recorded traffic; nothing is sent
    PATH is an archive (a folder or file of its lines), or the recording of a building: traffic/NAME.yaml says how it stands for yours
    --against FOLDER   compares with the journeys of another folder
    --traits FILE   what is known of customers, by id: { traits, consents }; whoever is not in it is one of personas/
    --grace 1d   how long the clock goes on behind the last thing that was recorded
    --json   ends with the report as one line of JSON`,
  run: async (args, { width, isTerminal }) => {
    const command = understood(readBacktest, args)
    const report = await backtestFolder(command, isTerminal ? bar() : silent)
    const text = backtestText(report, width)
    return done(command.json ? `${text}\n${JSON.stringify(report)}` : text)
  },
}

const silent: Progress = { begin: () => undefined, at: () => undefined, end: () => undefined }

/** On the error stream, so that what is printed can be piped. */
const bar = (): Progress => {
  const format = '{bar} {percentage} % · {occasions} occasions · {duration_formatted} · ETA {eta_formatted}'
  const drawn = new SingleBar({ format, stream: process.stderr }, Presets.shades_classic)
  return {
    begin: (total) => drawn.start(total, 0, { occasions: 0 }),
    at: (behind, occasions) => drawn.update(behind, { occasions }),
    end: () => drawn.stop(),
  }
}

const explain: Topic = {
  usage: `npx usher explain --customer C   why somebody got something or nothing: each decision with its checks, the newest first
    --device D, --journey J or --message M   of these instead
    --from 2026-11-21, --until T   of that time only     --limit N   how many (20)
    --timezone Europe/Vienna   on whose clock (UTC)      --json   as JSON`,
  run: async (args, { api }) => done(await runExplain(api(), understood(readExplain, args))),
}

/** What would happen, what would have happened, and why something did. */
export const rehearsalTopics = { simulate, backtest, explain }
