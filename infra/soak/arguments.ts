import { parseArgs } from 'node:util'

/** `speed` is how many seconds of the store pass in one of ours while it is open. */
export type Arguments = { minutes: number; speed: number; json: boolean; help: boolean }

export const usage = `npm run soak -- [--minutes N] [--speed N] [--json]
  --minutes N   how long it takes, of our time (30)
  --speed N     how fast the demo runs while the store is open (10)
  --json        all samples and verdicts as the last line`

/** Reads the command line. Throws with what is wrong and how it would be right. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '30' },
      speed: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { json, help } = values
  return { minutes: above0('minutes', values.minutes), speed: above0('speed', values.speed), json, help }
}

const above0 = (name: string, text: string): number => {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new Error(`--${name} is ${text}, and should be a number above 0`)
}
