import { nearestName } from './nearest-name.ts'
import { type QuietHours, type QuietWindow, silenceOf, weekdays } from './quiet-hours.ts'
import type { ReferenceFault } from './venue-faults.ts'

const minute = 60 * 1000
const week = 7 * 24 * 60

/** Everything that keeps the quiet hours at a path from meaning what they say. */
export const quietFaultsAt = ({ windows, overrides = [] }: QuietHours, path: string): ReferenceFault[] => {
  const faults = [
    ...windows.flatMap((window, i) => windowFaults(window, `${path}.windows[${i}]`)),
    ...overrides.flatMap((override, i) => [
      ...datesFaults(override, `${path}.overrides[${i}]`),
      ...override.windows.flatMap((window, j) => windowFaults(window, `${path}.overrides[${i}].windows[${j}]`)),
    ]),
  ]
  if (faults.length > 0 || !isWholeWeek(windows)) return faults
  const reason = 'all of the week is silent: nothing would ever be sent; leave some time, or pause the journey'
  return [{ path: `${path}.windows`, reason, example: '{ "start": "21:00", "end": "08:00" }' }]
}

const windowFaults = ({ start, end, days }: QuietWindow, path: string): ReferenceFault[] => {
  const times = [
    ...timeFaults(start, /^([01]\d|2[0-3]):[0-5]\d$/, '21:00', `${path}.start`),
    ...timeFaults(end, /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '08:00', `${path}.end`),
  ]
  if (times.length === 0 && start === end) {
    const reason = `begins and ends at ${start}: no time at all; a whole day is 00:00 to 24:00`
    times.push({ path: `${path}.end`, reason, example: '24:00' })
  }
  return [...times, ...daysFaults(days, `${path}.days`)]
}

const timeFaults = (time: string, form: RegExp, example: string, path: string): ReferenceFault[] =>
  form.test(time) ? [] : [{ path, reason: `must be a local time, hours and minutes, this is "${time}"`, example }]

const daysFaults = (days: readonly string[] | undefined, path: string): ReferenceFault[] => {
  if (days === undefined) return []
  if (days.length === 0) return [{ path, reason: 'must name a day, or be left out for all of them', example: 'sun' }]
  return days.flatMap((one, i) => {
    if ((weekdays as readonly string[]).includes(one)) return []
    const meant = nearestName(one, weekdays) ?? weekdays.find((day) => one.toLowerCase().startsWith(day))
    const reason = `there is no day "${one}"; there is ${weekdays.join(', ')}`
    return [{ path: `${path}[${i}]`, reason, example: meant ?? 'sun' }]
  })
}

const datesFaults = ({ from, until }: { from: string; until: string }, path: string): ReferenceFault[] => {
  const dates = [
    ...(isDate(from) ? [] : [{ path: `${path}.from`, reason: noDate(from), example: '2026-12-31' }]),
    ...(isDate(until) ? [] : [{ path: `${path}.until`, reason: noDate(until), example: '2026-12-31' }]),
  ]
  if (dates.length > 0 || from <= until) return dates
  return [{ path: `${path}.until`, reason: `must not lie before ${from}, this is ${until}`, example: from }]
}

const noDate = (text: string) => `must be a date, this is "${text}"`

const isDate = (text: string): boolean => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

const isWholeWeek = (windows: readonly QuietWindow[]): boolean => {
  const silent = new Uint8Array(week)
  for (const { start, end, days } of windows.map(silenceOf)) {
    for (const day of days) {
      const midnight = day * 24 * 60
      for (let at = start / minute; at < end / minute; at++) silent[(midnight + at) % week] = 1
    }
  }
  return silent.every((one) => one === 1)
}
