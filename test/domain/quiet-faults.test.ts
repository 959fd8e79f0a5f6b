import { expect, test } from 'vitest'
import { quietFaultsAt } from '#shared/domain/quiet-faults.ts'
import type { QuietHours, QuietWindow } from '#shared/domain/quiet-hours.ts'

const faults = (own: Partial<QuietHours>) =>
  quietFaultsAt({ windows: [], fallback: 'drop', ...own }, 'quiet').map(({ path, reason, example }) => [
    path,
    reason,
    example,
  ])

test.each<QuietHours>([
  { windows: [{ start: '21:00', end: '08:00' }], fallback: 'drop' },
  { windows: [], fallback: 'drop' },
  { windows: [{ start: '00:00', end: '24:00', days: ['sat', 'sun'] }], fallback: 'defer' },
  {
    windows: [{ start: '23:59', end: '00:00' }],
    fallback: 'drop',
    overrides: [{ from: '2026-12-31', until: '2026-12-31', windows: [{ start: '00:00', end: '24:00' }] }],
  },
])('%j is right', (hours) => {
  expect(quietFaultsAt(hours, 'quiet')).toEqual([])
})

test.each<[QuietWindow, string, string, string]>([
  [{ start: '9:00', end: '10:00' }, 'start', 'must be a local time, hours and minutes, this is "9:00"', '21:00'],
  [{ start: '24:00', end: '10:00' }, 'start', 'must be a local time, hours and minutes, this is "24:00"', '21:00'],
  [{ start: '09:60', end: '10:00' }, 'start', 'must be a local time, hours and minutes, this is "09:60"', '21:00'],
  [{ start: '09:00', end: '25:00' }, 'end', 'must be a local time, hours and minutes, this is "25:00"', '08:00'],
  [{ start: '09:00', end: '24:01' }, 'end', 'must be a local time, hours and minutes, this is "24:01"', '08:00'],
  [
    { start: '09:00', end: '09:00' },
    'end',
    'begins and ends at 09:00: no time at all; a whole day is 00:00 to 24:00',
    '24:00',
  ],
  [{ start: '09:00', end: '10:00', days: [] }, 'days', 'must name a day, or be left out for all of them', 'sun'],
])('the window %j is not', (window, path, reason, example) => {
  expect(faults({ windows: [window] })).toEqual([[`quiet.windows[0].${path}`, reason, example]])
})

test('a day that there is none of, and the one that is near', () => {
  const days = ['mon', 'Tue', 'saturday', 'x'] as unknown as NonNullable<QuietWindow['days']>
  const reason = (day: string) => `there is no day "${day}"; there is mon, tue, wed, thu, fri, sat, sun`
  expect(faults({ windows: [{ start: '09:00', end: '10:00', days }] })).toEqual([
    ['quiet.windows[0].days[1]', reason('Tue'), 'tue'],
    ['quiet.windows[0].days[2]', reason('saturday'), 'sat'],
    ['quiet.windows[0].days[3]', reason('x'), 'sun'],
  ])
})

test('overrides have dates, and windows with faults of their own', () => {
  expect(
    faults({
      overrides: [
        { from: '2026-02-30', until: '31.12.2026', windows: [{ start: '09:00', end: '9' }] },
        { from: '2026-12-31', until: '2026-12-30', windows: [] },
      ],
    }),
  ).toEqual([
    ['quiet.overrides[0].from', 'must be a date, this is "2026-02-30"', '2026-12-31'],
    ['quiet.overrides[0].until', 'must be a date, this is "31.12.2026"', '2026-12-31'],
    ['quiet.overrides[0].windows[0].end', 'must be a local time, hours and minutes, this is "9"', '08:00'],
    ['quiet.overrides[1].until', 'must not lie before 2026-12-31, this is 2026-12-30', '2026-12-31'],
  ])
})

test('silence all week is refused, however it is made up, and a minute less is not', () => {
  const fault = [
    'quiet.windows',
    'all of the week is silent: nothing would ever be sent; leave some time, or pause the journey',
    '{ "start": "21:00", "end": "08:00" }',
  ]
  const weekend: QuietWindow = { start: '00:00', end: '24:00', days: ['sat', 'sun'] }
  const wholeWeeks: QuietWindow[][] = [
    [{ start: '00:00', end: '24:00' }],
    [
      { start: '08:00', end: '21:00' },
      { start: '21:00', end: '08:00' },
    ],
    [weekend, { start: '00:00', end: '24:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
    [
      { start: '12:00', end: '11:59' },
      { start: '11:30', end: '12:00' },
    ],
  ]
  expect(wholeWeeks.map((windows) => faults({ windows }))).toEqual(wholeWeeks.map(() => [fault]))
  expect(faults({ windows: [{ start: '00:00', end: '23:59' }] })).toEqual([])
  expect(faults({ windows: [{ start: '12:00', end: '11:59' }] })).toEqual([])
  expect(faults({ windows: [weekend, { start: '08:00', end: '21:00' }] })).toEqual([])
})
