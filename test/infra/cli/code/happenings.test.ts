import { expect, test } from 'vitest'
import { happeningIn, secondsIn } from '#infra/cli/code/happenings.ts'
import { durationText, timeIn } from '#infra/cli/code/time-in.ts'

test.each([
  ['venue.enter', { moment: 'venue.enter', afterSeconds: 0 }],
  ['zone.dwell:watches:3m', { moment: 'zone.dwell', zoneId: 'watches', dwellSeconds: 180, afterSeconds: 0 }],
  ['venue.exit:40m@+1h', { moment: 'venue.exit', visitSeconds: 2400, afterSeconds: 3600 }],
  [
    'purchase{"total":90,"at":"till@+4"}@+30m',
    { event: 'purchase', data: { total: 90, at: 'till@+4' }, afterSeconds: 1800 },
  ],
  ['route.requested', { event: 'route.requested', afterSeconds: 0 }],
  ['opened@+1m', { receipt: 'opened', afterSeconds: 60 }],
  ['answered=3', { receipt: 'answered', answer: '3', afterSeconds: 0 }],
  ['withdraw:last-pairs@+10m', { withdraw: 'last-pairs', afterSeconds: 600 }],
  ['start:half-time', { start: 'half-time', afterSeconds: 0 }],
])('%s', (text, happening) => {
  expect(happeningIn(text)).toEqual(happening)
})

test('what can’t be understood is said', () => {
  expect(() => happeningIn('zone.enter:a:5:b')).toThrow('has a part too many')
  expect(() => happeningIn('purchase{total}')).toThrow('is not JSON')
  expect(() => happeningIn('buy now')).toThrow('is nothing that can happen')
  expect(() => happeningIn('opened@+soon')).toThrow('"soon" is no time')
})

test('times are on the clock of the venue, on both sides of a change of clocks', () => {
  expect(timeIn('2026-11-21T14:00', 'Europe/Vienna')).toBe(Date.UTC(2026, 10, 21, 13))
  expect(timeIn('2026-10-25T00:30', 'Europe/Vienna')).toBe(Date.UTC(2026, 9, 24, 22, 30))
  expect(timeIn('2026-10-25T12:00', 'Europe/Vienna')).toBe(Date.UTC(2026, 9, 25, 11))
  expect(timeIn('2026-11-21T14:00+05:30', 'Europe/Vienna')).toBe(Date.UTC(2026, 10, 21, 8, 30))
  expect(() => timeIn('tomorrow', 'UTC')).toThrow('"tomorrow" is no time')
  expect([secondsIn('2h'), durationText(9000), durationText(0)]).toEqual([7200, '2 h 30 min', '0 s'])
})
