import { expect, test } from 'vitest'
import { quietFaults } from '#shared/domain/quiet-faults.ts'
import type { QuietWindow } from '#shared/domain/quiet-hours.ts'

const faultsOf = (...windows: QuietWindow[]) => quietFaults({ windows, fallback: 'drop' }, 'quietHours')
const endless = {
  path: 'quietHours.windows',
  reason: 'are quiet for the whole week, so nothing would ever be sent; pause the journey instead',
  example: [{ start: '21:00', end: '08:00' }],
}

test('a night, a weekend and a lunch are quiet hours', () => {
  expect(faultsOf({ start: '21:00', end: '08:00' }, { start: '12:00', end: '13:00', days: ['sat', 'sun'] })).toEqual([])
  expect(faultsOf()).toEqual([])
})

test('a week that is quiet to its last minute is named', () => {
  expect(faultsOf({ start: '21:00', end: '08:00' }, { start: '08:00', end: '21:00' })).toEqual([endless])
  expect(faultsOf({ start: '21:00', end: '08:00' }, { start: '07:00', end: '21:01' })).toEqual([endless])
})

test('one minute is enough to send in', () => {
  expect(faultsOf({ start: '21:00', end: '08:00' }, { start: '08:01', end: '21:00' })).toEqual([])
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
  expect(faultsOf({ start: '00:00', end: '23:59' }, { start: '23:59', end: '00:00', days: weekdays })).toEqual([])
})

test('the night of a Sunday is quiet on Monday morning', () => {
  const night = { start: '12:00', end: '11:59' } as const
  expect(faultsOf(night, { start: '11:59', end: '12:00' })).toEqual([endless])
})

test('a window that ends when it starts is named, also in an override', () => {
  const window = { start: '08:00', end: '08:00' }
  const fault = (path: string) => ({
    path,
    reason: 'is 08:00, as the start: a whole day and no time at all look the same; write two windows, or none',
    example: '09:00',
  })
  const overrides = [{ from: '2026-12-31', until: '2026-12-31', windows: [window] }]
  const windows = [{ start: '21:00', end: '08:00' }]
  expect(quietFaults({ windows, fallback: 'drop', overrides }, 'settings.quietHours')).toEqual([
    fault('settings.quietHours.overrides[0].windows[0].end'),
  ])
  expect(faultsOf(window)).toContainEqual(fault('quietHours.windows[0].end'))
})
