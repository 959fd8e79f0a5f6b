import type { System } from './system.ts'

type ReplayClock = System['clock']

/** Resolves when the clock reaches a time. */
const reached = (clock: ReplayClock, time: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(time, resolve)
  })

/** Starts the work of one item after the other, so many seconds of the clock apart. Resolves when all are done, rejects if one does. */
export const staggered = async <T>(
  clock: ReplayClock,
  items: readonly T[],
  seconds: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const began = clock.now()
  await Promise.all(
    items.map(async (item, place) => {
      await reached(clock, began + place * seconds * 1000)
      await work(item)
    }),
  )
}

// an exit is certain 70 s after the last sighting; more steps than that are for a mailbox that is behind
const stepSeconds = 30
const stepsAtMost = 10

/** Lets time go on until nobody is left, and all that it brings about is done. */
export const untilAllHaveLeft = async (
  { clock, idle }: Pick<System, 'clock' | 'idle'>,
  stillHere: () => number,
): Promise<void> => {
  await idle()
  for (let step = 0; step < stepsAtMost && stillHere() > 0; step++) {
    await clock.step(stepSeconds * 1000)
    await idle()
  }
}
