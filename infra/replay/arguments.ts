import { parseArgs } from 'node:util'

/** `speed` is how many seconds of the system pass in one of ours, `times` how often each sighting is delivered. */
export type Arguments = { folder: string; speed: number; times: number; json: boolean }

export const usage = 'npm run replay -- <folder of a recording> [--speed N] [--times K] [--json]'

/** 460 walks that start 3 s apart take 1,500 s of the system's time: at 10 that is two and a half minutes. */
const defaultSpeed = 10

/** Reads the command line. Throws with what is wrong and how it would be right. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { speed: { type: 'string' }, times: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) throw new Error(`name one folder: ${usage}`)
  const speed = Number(values.speed ?? defaultSpeed)
  if (!(speed > 0 && speed <= 1000)) throw new Error(`--speed is ${values.speed}, and should be above 0, up to 1000`)
  const times = Number(values.times ?? 1)
  // more copies than this do not fit into a phone's one message of 50 sightings a second
  if (!Number.isInteger(times) || times < 1 || times > 4) {
    throw new Error(`--times is ${values.times}, and should be a whole number from 1 to 4`)
  }
  return { folder, speed, times, json: values.json }
}
