import { expect, test } from 'vitest'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

export const scheduleCases = (opened: () => Opened) => {
  const schedules = () => opened().ports.schedules
  const rounds = [{ starts: [{ journeyId: 'digest', due: '2026-11-07T09:00' }], after: 'customer-7' }]

  test('how far schedules were followed is found as it was saved, one version on', async () => {
    expect(await schedules().find()).toBeUndefined()
    expect(await schedules().save({ version: 0, checkedAt: opening, rounds })).toBe('written')
    expect(await schedules().find()).toEqual({ version: 1, checkedAt: opening, rounds })
  })

  test('of two who go on from the same place one does', async () => {
    await schedules().save({ version: 0, checkedAt: opening, rounds })
    const next = { version: 1, checkedAt: opening, rounds: [] }
    expect((await Promise.all([schedules().save(next), schedules().save(next)])).sort()).toEqual([
      'conflict',
      'written',
    ])
    expect(await schedules().save({ version: 0, checkedAt: opening, rounds })).toBe('conflict')
    expect(await schedules().find()).toEqual({ ...next, version: 2 })
  })
}
