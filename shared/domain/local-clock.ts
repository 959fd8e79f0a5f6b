const hour = 60 * 60 * 1000
const block = 6 * hour // no zone changes its clocks twice in so short a time
const keptBlocks = 256 // of a zone: two months, of which quiet hours ask for a week
const keptZones = 1000 // there are about 600, and names in any case

/** How far local time is ahead of UTC, from some time on up to `until`, in milliseconds. */
export type Span = { offset: number; until: number }

type Block = { offset: number; change?: number; later: number }

type Clock = { format: Intl.DateTimeFormat; blocks: Map<number, Block> }

const clocks = new Map<string, Clock>()

/** Whether an IANA timezone is known. */
export const isTimezone = (timezone: string): boolean => clockOf(timezone) !== undefined

/**
 * The offset of a timezone at a time, and until when at least it stays. What was asked once is remembered: 0.1 µs, not 20.
 * Throws where the timezone is not known.
 */
export const spanAt = (timezone: string, at: number): Span => {
  const clock = clockOf(timezone)
  if (!clock) throw new Error(`timezone "${timezone}" is not known; use an IANA name, such as Europe/Berlin`)
  const start = Math.floor(at / block) * block
  const { offset, change, later } = blockOf(clock, start)
  if (change === undefined) return { offset, until: start + block }
  return at < change ? { offset, until: change } : { offset: later, until: start + block }
}

const clockOf = (timezone: string): Clock | undefined => {
  const known = clocks.get(timezone)
  if (known) return known
  const format = formatOf(timezone)
  if (!format) return undefined
  if (clocks.size >= keptZones) clocks.clear()
  const made = { format, blocks: new Map<number, Block>() }
  clocks.set(timezone, made)
  return made
}

const formatOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
}

const blockOf = (clock: Clock, start: number): Block => {
  const known = clock.blocks.get(start)
  if (known) return known
  if (clock.blocks.size >= keptBlocks) clock.blocks.clear()
  const [offset, later] = [offsetAt(clock, start), offsetAt(clock, start + block)]
  const made = offset === later ? { offset, later } : { offset, later, change: changeIn(clock, start, offset) }
  clock.blocks.set(start, made)
  return made
}

/** The second in which the clocks are changed, by halving. */
const changeIn = (clock: Clock, start: number, offset: number): number => {
  let [before, after] = [start / 1000, (start + block) / 1000]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(clock, middle * 1000) === offset) before = middle
    else after = middle
  }
  return after * 1000
}

const offsetAt = ({ format }: Clock, at: number): number => {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}
