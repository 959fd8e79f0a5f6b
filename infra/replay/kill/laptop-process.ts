import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Ask, Start, Tell } from './laptop-child.ts'
import type { Place } from './place.ts'

type Question = { ask: 'idle' } | { ask: 'step'; milliseconds: number } | { ask: 'token'; grants: readonly string[] }

/** A laptop in a process of its own. */
export type LaptopProcess = Extract<Tell, { ready: object }>['ready'] & {
  /** Rejects when the process has ended before it answered. */
  ask(question: Question): Promise<string>
  /** Aims a kill: the process ends itself there. */
  dieAt(place: Place): void
  /** SIGKILL to the process and whatever it has started, now. */
  kill(): void
  readonly calls: Readonly<Record<string, number>>
  ended: Promise<void>
}

/** Starts a laptop and waits until it is ready. Rejects when it ends before. */
export const startLaptopProcess = async (
  start: Start,
  onTrouble: (trouble: string) => void,
): Promise<LaptopProcess> => {
  const child = fork(fileURLToPath(new URL('./laptop-child.ts', import.meta.url)), [JSON.stringify(start)], {
    detached: true, // a process group of its own
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const kill = () => killGroup(child)
  process.once('exit', kill)
  const ended = once(child, 'exit').then(() => {
    process.off('exit', kill)
  })
  const pending = new Map<number, { resolve(answer: string): void; reject(error: Error): void }>()
  const ready = Promise.withResolvers<Extract<Tell, { ready: object }>['ready']>()
  let calls: Readonly<Record<string, number>> = {}
  let asked = 0
  let gone = false

  child.on('message', (tell: Tell) => {
    if ('ready' in tell) ready.resolve(tell.ready)
    else if ('calls' in tell) calls = tell.calls
    else if ('trouble' in tell) onTrouble(tell.trouble)
    else {
      pending.get(tell.answerTo)?.resolve(tell.answer)
      pending.delete(tell.answerTo)
    }
  })
  child.on('error', () => undefined) // a message to one that has just died; `ended` tells
  ended.then(() => {
    gone = true
    const error = new Error('the laptop has ended')
    ready.reject(error)
    for (const { reject } of pending.values()) reject(error)
  })
  const send = (message: Ask) => {
    if (child.connected) child.send(message)
  }

  return {
    ...(await ready.promise),
    get calls() {
      return calls
    },
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(new Error('the laptop has ended'))
        asked += 1
        pending.set(asked, { resolve, reject })
        send({ id: asked, ...question })
      }),
    dieAt: (place) => send({ dieAt: place }),
    kill,
    ended,
  }
}

const killGroup = ({ pid, exitCode, signalCode }: ChildProcess) => {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  process.kill(-pid, 'SIGKILL')
}
