import { parseArgs } from 'node:util'

/**
 * `speed` is how many seconds of the system pass in one of ours, `times` how often each MQTT message of a phone is delivered,
 * `batch` how many sightings a phone sends at once (else each second's), `kills` how often the system is killed on the way,
 * at places that `seed` chooses. Without a folder walks are made up.
 */
export type Arguments = {
  folder: string | undefined
  speed: number
  times: number
  batch: number | undefined
  kills: number
  seed: number
  json: boolean
}

export const usage =
  'npm run replay -- [<folder of a recording>] [--speed N] [--times K] [--batch N] [--kills N [--seed N]] [--json]'

/** 460 walks that start 3 s apart take 1,500 s of the system's time: at 10 that is two and a half minutes. */
const defaultSpeed = 10

/** Reads the command line. Throws with what is wrong and how it would be right. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      speed: { type: 'string' },
      times: { type: 'string' },
      kills: { type: 'string' },
      seed: { type: 'string' },
      batch: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [folder] = positionals
  if (positionals.length > 1) throw new Error(`name one folder: ${usage}`)
  const speed = Number(values.speed ?? defaultSpeed)
  if (!(speed > 0 && speed <= 1000)) throw new Error(`--speed is ${values.speed}, and should be above 0, up to 1000`)
  const times = Number(values.times ?? 1)
  if (!Number.isInteger(times) || times < 1 || times > 10) {
    throw new Error(`--times is ${values.times}, and should be a whole number from 1 to 10`)
  }
  const batch = values.batch === undefined ? undefined : Number(values.batch)
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1 && batch <= 50)) {
    throw new Error(`--batch is ${values.batch}, and should be a whole number from 1 to 50`)
  }
  const kills = Number(values.kills ?? 0)
  if (!Number.isInteger(kills) || kills < 0 || kills > 100) {
    throw new Error(`--kills is ${values.kills}, and should be a whole number from 0 to 100`)
  }
  const seed = Number(values.seed ?? 1)
  if (!Number.isInteger(seed)) throw new Error(`--seed is ${values.seed}, and should be a whole number`)
  return { folder, speed, times, batch, kills, seed, json: values.json }
}
