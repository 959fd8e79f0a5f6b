import { Bench } from 'tinybench'
import type { Result } from './result.ts'

const fewestTurns = 5 // of what is too slow for its time

/**
 * Runs `turn` for so long, warm, and tells events per second of CPU (garbage collection included, busy neighbours not) and
 * the time of one event by the clock. A turn takes `events` of them: one alone may be shorter than the clock can see.
 */
export const measureRate = async (
  name: string,
  { events, seconds }: { events: number; seconds: number },
  turn: () => unknown,
): Promise<Result & { p50Us: number; p99Us: number }> => {
  const bench = new Bench({
    time: seconds * 1000,
    iterations: fewestTurns,
    warmupTime: seconds * 250,
    warmupIterations: fewestTurns,
    throws: true,
  })
  let cpu = process.cpuUsage()
  bench.add(name, turn, {
    beforeAll: () => {
      cpu = process.cpuUsage()
    },
    afterAll: () => {
      cpu = process.cpuUsage(cpu)
    },
  })
  await bench.run()
  const result = bench.tasks[0]?.result
  if (result?.state !== 'completed') throw new Error(`${name}: the measurement ended as ${result?.state}`)
  const { samplesCount, p50, p99 } = result.latency
  const cpuSeconds = (cpu.user + cpu.system) / 1e6
  const usPerEvent = 1000 / events
  return {
    name,
    unit: 'events/s',
    value: (samplesCount * events) / cpuSeconds,
    p50Us: p50 * usPerEvent,
    p99Us: p99 * usPerEvent,
  }
}
