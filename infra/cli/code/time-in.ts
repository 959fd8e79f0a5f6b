import { Misunderstood } from '../topic.ts'

/** A time as people write it, 2026-11-21T14:00, on the clock of a timezone unless it says of which. Milliseconds since 1970. */
export const timeIn = (text: string, timezone: string): number => {
  const hasOffset = /(Z|[+-]\d\d:\d\d)$/.test(text)
  const asUtc = Date.parse(hasOffset ? text : `${text}${text.includes('T') ? '' : 'T12:00'}Z`)
  if (Number.isNaN(asUtc)) throw new Misunderstood(`"${text}" is no time: write 2026-11-21T14:00.`)
  if (hasOffset) return asUtc
  // twice: the first guess may lie on the other side of a change of clocks
  const guess = asUtc - offsetAt(asUtc, timezone)
  return asUtc - offsetAt(guess, timezone)
}

/** How far a timezone's clock is ahead of UTC at a time, in milliseconds. */
const offsetAt = (time: number, timezone: string): number => {
  const shown = new Date(time).toLocaleString('sv-SE', { timeZone: timezone })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(time / 1000) * 1000
}

/** A time on the clock of a timezone: 2026-11-21 14:00. */
export const clockText = (time: number, timezone: string): string =>
  new Date(time).toLocaleString('sv-SE', { timeZone: timezone }).slice(0, 16)

/** How long, in the two largest units that it takes: 2 h 30 min. */
export const durationText = (seconds: number): string => {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const
  const told = parts.filter(([count]) => count > 0).slice(0, 2)
  return told.length === 0 ? '0 s' : told.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
