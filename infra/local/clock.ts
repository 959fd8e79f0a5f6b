import type { Clock } from './contracts.ts'

type Entry = { time: number; callback: () => unknown }

/** Node's longest timer is 2^31 - 1 ms; anything beyond an hour is simply planned again. */
const longestWaitInMillis = 60 * 60 * 1000

/**
 * Virtual time in milliseconds since 1970, `speed` times as fast as the monotonic clock (default 1), from `startAt`
 * (default: now). One real timer at a time waits for whatever falls due next, so nothing drifts and a change of speed
 * plans again. Callbacks run in order of their time; equal times in the order they were asked for.
 */
export const createClock = ({ speed = 1, startAt = Date.now() }: { speed?: number; startAt?: number } = {}): Clock => {
  assertSpeed(speed)
  const entries: Entry[] = []
  let anchor = { virtual: startAt, real: performance.now() }
  let rate = speed
  let paused = false
  let steps = Promise.resolve()
  let stepping = false
  let timer: NodeJS.Timeout | undefined

  const exactNow = () =>
    paused || stepping ? anchor.virtual : anchor.virtual + (performance.now() - anchor.real) * rate

  /** Holds on to the time as it is, so that the pace may change from here. */
  const dropAnchor = (virtual = exactNow()) => {
    anchor = { virtual, real: performance.now() }
  }

  const plan = () => {
    clearTimeout(timer)
    timer = undefined
    const next = entries[0]
    if (next === undefined || stepping) return
    const wait = next.time - exactNow()
    if (paused && wait > 0) return
    timer = setTimeout(fire, Math.min(longestWaitInMillis, Math.max(0, Math.ceil(wait / rate))))
  }

  const fire = () => {
    while (!stepping && entries[0] !== undefined && entries[0].time <= exactNow()) entries.shift()?.callback()
    plan()
  }

  const insert = (entry: Entry) => {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((entries[middle]?.time ?? Number.POSITIVE_INFINITY) <= entry.time) low = middle + 1
      else high = middle
    }
    entries.splice(low, 0, entry)
    return low
  }

  const stepOnce = async (milliseconds: number) => {
    dropAnchor()
    stepping = true
    clearTimeout(timer)
    const end = anchor.virtual + milliseconds
    try {
      for (let next = entries[0]; next !== undefined && next.time <= end; next = entries[0]) {
        entries.shift()
        dropAnchor(Math.max(anchor.virtual, next.time))
        await next.callback()
      }
      dropAnchor(end)
    } finally {
      stepping = false
      dropAnchor(anchor.virtual)
      plan()
    }
  }

  return {
    now: () => Math.floor(exactNow()),
    get speed() {
      return rate
    },
    get paused() {
      return paused
    },
    setSpeed(next) {
      assertSpeed(next)
      dropAnchor()
      rate = next
      plan()
    },
    pause() {
      dropAnchor()
      paused = true
      plan()
    },
    resume() {
      dropAnchor()
      paused = false
      plan()
    },
    step(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError(`A step goes forward: ${milliseconds} ms is not 0 or more.`)
      const step = steps.then(() => stepOnce(milliseconds))
      steps = step.catch(() => undefined)
      return step
    },
    at(time, callback) {
      const entry = { time, callback }
      if (insert(entry) === 0) plan()
      return () => {
        const place = entries.indexOf(entry)
        if (place >= 0) entries.splice(place, 1)
        if (place === 0) plan()
      }
    },
    close() {
      entries.length = 0
      clearTimeout(timer)
    },
  }
}

const assertSpeed = (speed: number) => {
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new RangeError(`A clock's speed is above 0, not ${speed}. To stop it, pause it.`)
}
