import { expect, test } from 'vitest'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

const hour = 60 * 60 * 1000

export const webhookCases = (opened: () => Opened) => {
  const webhooks = () => opened().ports.webhooks
  const times = (own: Partial<{ now: number; until: number }> = {}) => ({ now: opening, until: opening + hour, ...own })

  test('of a webhook that nobody opened, and a delivery that never came, nothing is known', async () => {
    expect(await webhooks().find('store/mist', 'd1')).toEqual({})
    expect(await webhooks().find('store/mist')).toEqual({})
  })

  test('a webhook is found as it was opened, and no other is', async () => {
    expect(await webhooks().save('store/mist', { generation: 1, previousUntil: 0 })).toBe('written')
    expect(await webhooks().find('store/mist', 'd1')).toEqual({ webhook: { generation: 1, previousUntil: 0 } })
    expect(await webhooks().find('store/cisco')).toEqual({})
    expect(await webhooks().find('other/mist')).toEqual({})
  })

  test('a generation follows the one before, and of two that come at once one takes', async () => {
    await webhooks().save('store/mist', { generation: 1, previousUntil: 0 })
    expect(await webhooks().save('store/mist', { generation: 1, previousUntil: 5 })).toBe('conflict')
    expect(await webhooks().save('store/mist', { generation: 3, previousUntil: 5 })).toBe('conflict')
    const second = { generation: 2, previousUntil: opening }
    const both = await Promise.all([webhooks().save('store/mist', second), webhooks().save('store/mist', second)])
    expect(both.toSorted()).toEqual(['conflict', 'written'])
    expect(await webhooks().find('store/mist')).toEqual({ webhook: second })
  })

  test('no webhook begins with its second generation', async () => {
    expect(await webhooks().save('store/mist', { generation: 2, previousUntil: 0 })).toBe('conflict')
  })

  test('a delivery is remembered once, and of many at once one is the first', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => webhooks().remember('d1', times())))
    expect(many.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', 'written'])
    expect(await webhooks().find('store/mist', 'd1')).toEqual({ takenUntil: opening + hour })
    expect(await webhooks().remember('d2', times())).toBe('written')
  })

  test('what expired is forgotten, whether or not the store has deleted it', async () => {
    await webhooks().remember('d1', times())
    expect(await webhooks().remember('d1', times({ now: opening + hour - 1 }))).toBe('conflict')
    expect(await webhooks().remember('d1', times({ now: opening + hour, until: opening + 2 * hour }))).toBe('written')
    expect(await webhooks().find('store/mist', 'd1')).toEqual({ takenUntil: opening + 2 * hour })
  })
}
