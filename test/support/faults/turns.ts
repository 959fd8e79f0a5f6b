type Waiting = { go: () => void; from: number }

const idleRounds = 5 // without a network, whatever is to come has come by then

/**
 * Lets what waits go on one after the other, in an order that numbers choose among all that wait (0 or none: the oldest).
 * `hold` keeps somebody back for so many turns, unless nobody else is left.
 */
export const turns = (order: readonly number[]) => {
  const waiting: Waiting[] = []
  let taken = 0
  const mine = (hold = 0) =>
    new Promise<void>((go) => {
      waiting.push({ go, from: taken + hold })
    })
  /** Gives turns until the work is done and nobody waits any more. */
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false
    const settled = work.finally(() => {
      isDone = true
    })
    settled.catch(() => {})
    for (let idle = 0; !(isDone && waiting.length === 0); idle++) {
      await new Promise((resolve) => setImmediate(resolve))
      const ready = waiting.filter(({ from }) => from <= taken)
      const next = ready[(order[taken] ?? 0) % Math.max(1, ready.length)] ?? waiting[0]
      if (next === undefined) {
        if (idle > idleRounds && !isDone) throw new Error('nobody waits for a turn, and the work is not done')
        continue
      }
      idle = 0
      taken++
      waiting.splice(waiting.indexOf(next), 1)
      next.go()
    }
    return settled
  }
  return { mine, run }
}
