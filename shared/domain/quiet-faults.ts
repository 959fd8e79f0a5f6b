import { type QuietHours, type QuietWindow, weekdays } from './quiet-hours.ts'
import type { ReferenceFault } from './venue-faults.ts'

const day = 24 * 60
const week = 7 * day

/** What is wrong with quiet hours: a window of no length or of a whole day, and a week in which nothing may ever be sent. */
export const quietFaults = ({ windows, overrides = [] }: QuietHours, path: string): ReferenceFault[] => [
  ...emptyWindows(windows, `${path}.windows`),
  ...overrides.flatMap((one, i) => emptyWindows(one.windows, `${path}.overrides[${i}].windows`)),
  ...(silentMinutes(windows) < week
    ? []
    : [
        {
          path: `${path}.windows`,
          reason: 'are quiet for the whole week, so nothing would ever be sent; pause the journey instead',
          example: [{ start: '21:00', end: '08:00' }],
        },
      ]),
]

const emptyWindows = (windows: readonly QuietWindow[], path: string): ReferenceFault[] =>
  windows.flatMap(({ start, end }, i) =>
    start === end
      ? [
          {
            path: `${path}[${i}].end`,
            reason: `is ${end}, as the start: a whole day and no time at all look the same; write two windows, or none`,
            example: start === '08:00' ? '09:00' : '08:00',
          },
        ]
      : [],
  )

/** How many minutes of a week lie in any of the windows. */
const silentMinutes = (windows: readonly QuietWindow[]): number => {
  const spans = windows
    .flatMap(({ start, end, days = weekdays }) => {
      const [from, to] = [minuteOf(start), minuteOf(end)]
      const minutes = to > from ? to - from : to - from + day
      return days.flatMap((one) => cut(weekdays.indexOf(one) * day + from, minutes))
    })
    .sort((a, b) => a.from - b.from)
  let silent = 0
  let reached = 0
  for (const { from, to } of spans) {
    silent += Math.max(0, to - Math.max(from, reached))
    reached = Math.max(reached, to)
  }
  return silent
}

/** What lies behind the end of a week lies at its beginning. */
const cut = (from: number, minutes: number): { from: number; to: number }[] =>
  from + minutes <= week
    ? [{ from, to: from + minutes }]
    : [
        { from, to: week },
        { from: 0, to: from + minutes - week },
      ]

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
