import { setTimeout as sleep } from 'node:timers/promises'
import type { Crowd } from './crowd.ts'
import type { LoadedSystem } from './system.ts'

/** So many reports a second for so long; one in `every` causes a message. */
export type Load = { rate: number; seconds: number; every: number }

/** `backlogs` are the reports that were published and not read to the end, each second; `latencies` in milliseconds. */
export type Driven = { latencies: number[]; backlogs: number[]; published: number; lost: number }

const tickMs = 2
const settleWithinMs = 60_000

/** Loads a system in an open loop: reports leave when they are due, whatever has become of those before. */
export const drive = async (system: LoadedSystem, crowd: Crowd, { rate, seconds, every }: Load): Promise<Driven> => {
  await settled(system, crowd)
  crowd.latencies()
  const readBefore = (await system.ask('status')).reports
  const publishedBefore = crowd.counts().published
  const published = () => crowd.counts().published - publishedBefore
  const backlogs: number[] = []
  const began = performance.now()
  let sent = 0
  let samplesAsked = 0

  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - began) {
    const due = Math.floor((elapsed * rate) / 1000)
    // phones take turns, and which turn of a phone crosses moves on with each round
    for (; sent < due; sent++) crowd.report(sent, (sent + Math.floor(sent / crowd.size)) % every === 0)
    if (elapsed >= (samplesAsked + 1) * 1000) {
      samplesAsked += 1
      void system.ask('status').then(({ reports }) => backlogs.push(published() - (reports - readBefore)))
    }
    await sleep(tickMs)
  }
  const reports = published()
  await settled(system, crowd)
  return { latencies: crowd.latencies(), backlogs, published: reports, lost: crowd.counts().underWay }
}

/** Until every report was read and every message has come, or a minute is over. */
const settled = async (system: LoadedSystem, crowd: Crowd): Promise<void> => {
  const until = performance.now() + settleWithinMs
  do {
    await system.ask('idle')
    await sleep(100)
  } while (crowd.counts().underWay > 0 && performance.now() < until)
}
