import type { Invoke, Template } from '../contracts.ts'
import { functionsOf, type LambdaFunction } from './functions.ts'
import { checkAnswer, checkEvent } from './payload.ts'
import { createPool } from './pool.ts'

/** The template's functions, running. */
export type Lambdas = {
  invoke: Invoke
  /** Ends every environment, whatever runs in it. */
  close(): Promise<void>
}

/** Runs the same bundled handlers that deploy. `onLine` gets what they print, `onRan` how long each event ran. */
export const startLambdas = (options: {
  template: Template
  endpointUrl: string
  onLine: (functionName: string, line: string) => void
  onRan?: (fn: LambdaFunction, ms: number) => void
}): Lambdas => {
  const { template, endpointUrl, onLine, onRan } = options
  const functions = functionsOf(template, endpointUrl)
  const pools = functions.map(
    (fn) =>
      [
        fn,
        createPool(
          fn,
          (line) => onLine(fn.functionName, line),
          (ms) => onRan?.(fn, ms),
        ),
      ] as const,
  )
  const byReference = new Map(
    pools.flatMap(([{ functionArn, functionName }, pool]) => {
      const logicalId = template.find(functionArn)?.logicalId ?? functionName
      return [functionArn, functionName, logicalId].map((reference) => [reference, pool] as const)
    }),
  )

  const poolOf = (reference: string) => {
    const pool = byReference.get(reference)
    if (pool === undefined) throw new Error(`The template has no function ${reference} with code on this machine.`)
    return pool
  }

  return {
    invoke: async (fn, event) => {
      const pool = poolOf(fn)
      const json = JSON.stringify(event)
      checkEvent(json, 'RequestResponse')
      const answer = await pool.run(json)
      checkAnswer(answer)
      return JSON.parse(answer) as unknown
    },
    close: async () => {
      await Promise.all(pools.map(([, pool]) => pool.close()))
    },
  }
}
