import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClock } from '../../local/clock.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import type { System } from '../system.ts'
import type { Start } from './laptop-child.ts'
import { type LaptopProcess, startLaptopProcess } from './laptop-process.ts'
import { type Aim, told } from './place.ts'

// of wall time
const lookEveryMilliseconds = 20
const hitWithinMilliseconds = 3000 // then the kill comes wherever the laptop is
const lingerMilliseconds = 600_000 // a phone that hangs up before its message comes says nothing about the system
const startTries = 10
const startAgainAfterMilliseconds = 500

/** A system in a process that is killed on the way and started again on the same folder, as often as it is aimed at. */
export type MortalSystem = System & {
  readonly awsUrl: string
  /** Where each kill hit. */
  readonly places: readonly string[]
  close(): Promise<void>
}

/** Starts it. `progress` says which share of the replay is accounted for. */
export const startMortalSystem = async (
  options: Omit<Start, 'mqttPort'> & {
    aims: readonly Aim[]
    progress(): number
    onTrouble(trouble: string): void
  },
): Promise<MortalSystem> => {
  const { templatePath, folder, speed, aims, progress } = options
  const start = { templatePath, folder, speed, mqttPort: await aQuietPort() }
  let laptop = await startLaptopProcess(start, options.onTrouble)
  const clock = createClock({ speed, startAt: laptop.now })
  const earlierCalls: Record<string, number> = {}
  const places: string[] = []
  let hurried = false
  let closed = false

  const startAgain = async (): Promise<LaptopProcess> => {
    for (let tries = 1; ; tries++) {
      try {
        return await startLaptopProcess(start, options.onTrouble)
      } catch (error) {
        if (tries === startTries) throw error
        await sleep(startAgainAfterMilliseconds)
      }
    }
  }

  /** Kills it once and lets it come back; its clock is the truth, ours follows. */
  const killAt = async ({ place }: Aim) => {
    const hit = sleep(hitWithinMilliseconds, 'missed' as const)
    laptop.dieAt(place)
    const missed = (await Promise.race([hit, laptop.ended])) === 'missed'
    if (missed) laptop.kill()
    await laptop.ended
    clock.pause()
    for (const [action, count] of Object.entries(laptop.calls))
      earlierCalls[action] = (earlierCalls[action] ?? 0) + count
    const share = `at ${Math.round(progress() * 100)} %`
    places.push(missed ? `${share}, anywhere (nothing came ${told(place)})` : `${share}, ${told(place)}`)
    laptop = await startAgain()
    await clock.step(Math.max(0, laptop.now - clock.now()))
    clock.resume()
  }

  const killAll = async () => {
    for (const aim of aims) {
      while (!hurried && !closed && progress() < aim.share) await sleep(lookEveryMilliseconds)
      if (closed) return
      await killAt(aim)
    }
  }
  const killed = killAll()
  killed.catch((error: Error) => options.onTrouble(`the laptop did not come back: ${error.message}`))

  return {
    apiUrl: laptop.apiUrl,
    mqttUrl: laptop.mqttUrl,
    get awsUrl() {
      return laptop.awsUrl
    },
    places,
    lingerMilliseconds,
    clock: {
      now: clock.now,
      at: clock.at,
      step: async (milliseconds) => {
        await Promise.all([laptop.ask({ ask: 'step', milliseconds }), clock.step(milliseconds)])
      },
    },
    tokenFor: (grants) => laptop.ask({ ask: 'token', grants }),
    apiCalls: () => {
      const names = new Set([...Object.keys(earlierCalls), ...Object.keys(laptop.calls)])
      return Object.fromEntries([...names].map((name) => [name, (earlierCalls[name] ?? 0) + (laptop.calls[name] ?? 0)]))
    },
    idle: async () => {
      // what was aimed at and has not come by the end comes now
      if (progress() > 0) {
        hurried = true
        await killed
      }
      await laptop.ask({ ask: 'idle' })
    },
    close: async () => {
      closed = true
      clock.close()
      laptop.kill()
      await laptop.ended
    },
  }
}

/**
 * A port for the whole replay, from below those that the system hands out: a phone that calls while nobody listens could
 * otherwise be given that very port and be connected with itself.
 */
const aQuietPort = async (): Promise<number> => {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    const server = createServer()
    try {
      await listenOnLoopback(server, port)
      await closeServer(server)
      return port
    } catch {
      // somebody has it
    }
  }
}
