import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Ask, Asks, Started } from './system-process.ts'

/** A local system in a process of its own, so that whoever loads it does not slow it down. */
export type LoadedSystem = Started & {
  ask<Name extends keyof Asks>(name: Name, argument?: Parameters<Asks[Name]>[0]): Promise<ReturnType<Asks[Name]>>
  stop(): Promise<void>
}

export const startLoadedSystem = async (templatePath: string, folder: string): Promise<LoadedSystem> => {
  const child = fork(join(import.meta.dirname, 'system-process.ts'))
  const pending = new Map<number, (answer: Answer) => void>()
  let asked = 0
  child.on('message', (answer: Answer) => {
    pending.get(answer.id)?.(answer)
    pending.delete(answer.id)
  })
  child.once('exit', () => {
    for (const [id, settle] of pending) settle({ id, error: 'the system under load has ended' })
  })

  const ask: LoadedSystem['ask'] = (name, argument) =>
    new Promise((resolve, reject) => {
      const question: Ask = { id: ++asked, name, argument }
      pending.set(question.id, ({ value, error }) =>
        error === undefined ? resolve(value as never) : reject(new Error(`${name}: ${error}`)),
      )
      child.send(question)
    })

  const kill = () => child.kill()
  process.once('exit', kill)
  const started = await ask('start', { templatePath, folder })
  return {
    ...started,
    ask,
    stop: async () => {
      process.off('exit', kill)
      await ask('stop')
    },
  }
}
