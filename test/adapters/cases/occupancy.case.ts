import { expect, test } from 'vitest'
import type { Membership } from '#shared/domain/occupancy.ts'
import { at } from '#test/support/builders.ts'
import type { Opened } from '../opened.ts'

const day = 24 * 3600

const aMembership = (own: Partial<Membership> = {}): Membership => ({
  venueId: 'store',
  visitor: 'somebody',
  ledgerId: 'customer:ada',
  zones: ['fashion', 'shoes'],
  rank: [1, 1],
  at: at(0),
  ...own,
})

export const occupancyCases = (opened: () => Opened) => {
  const note = (...memberships: Partial<Membership>[]) => opened().ports.occupancies.note(memberships.map(aMembership))
  const visitors = (venueId = 'store', seconds = 60) => opened().ports.occupancies.visitors(venueId, at(seconds))

  test('everybody who is in a venue is found with her zones, and nobody of another one', async () => {
    await note({}, { visitor: 'a second', zones: [] }, { visitor: 'a third', venueId: 'station', zones: ['kiosk'] })
    expect((await visitors()).toSorted()).toEqual([[], ['fashion', 'shoes']])
    expect(await visitors('station')).toEqual([['kiosk']])
    expect(await visitors('nowhere')).toEqual([])
    await opened().ports.occupancies.note([])
  })

  test('what is said twice counts once', async () => {
    await note({})
    await note({})
    expect(await visitors()).toEqual([['fashion', 'shoes']])
  })

  test('whoever has left is not there, and an older word does not bring her back', async () => {
    await note({ rank: [4, 2] })
    await note({ rank: [4, 3], zones: undefined })
    for (const rank of [
      [4, 2],
      [3, 9],
      [1, 1],
    ] as const)
      await note({ rank })
    expect(await visitors()).toEqual([])
    await note({ rank: [5, 0], zones: ['cafe'] })
    expect(await visitors()).toEqual([['cafe']])
  })

  test('a word of the same rank is the same word, or a better one', async () => {
    await note({ rank: [4, 2] })
    await note({ rank: [4, 2], zones: ['watches'] })
    expect(await visitors()).toEqual([['watches']])
  })

  test('numbers are compared as numbers', async () => {
    await note({ rank: [9, 9] })
    await note({ rank: [10, 0], zones: ['cafe'] })
    await note({ rank: [9, 100], zones: ['watches'] })
    expect(await visitors()).toEqual([['cafe']])
  })

  test('what a crash left behind is gone after a day', async () => {
    await note({})
    expect(await visitors('store', day - 1)).toHaveLength(1)
    expect(await visitors('store', day)).toEqual([])
  })

  test('who is in a venue, or in one zone of it, is told by ledger; who has left is not', async () => {
    const [ada, phone] = [{ ledgerId: 'customer:ada' }, { visitor: 'a phone', ledgerId: 'device:phone-1' }]
    await note(ada, { ...phone, zones: ['cafe'] }, { visitor: 'gone', ledgerId: 'customer:bea', zones: undefined })
    const { occupancies } = opened().ports
    const present = async (venueId: string, zoneId?: string, seconds = 60) =>
      (await occupancies.present(venueId, zoneId, at(seconds))).toSorted()
    expect(await present('store')).toEqual(['customer:ada', 'device:phone-1'])
    expect(await present('store', 'shoes')).toEqual(['customer:ada'])
    expect(await present('store', 'fashion')).toEqual(['customer:ada'])
    expect(await present('store', 'kiosk')).toEqual([])
    expect(await present('station')).toEqual([])
    expect(await present('store', undefined, day)).toEqual([])
  })

  test('a thousand visitors are a thousand', async () => {
    const crowd = Array.from({ length: 1000 }, (_, i) => ({ visitor: `visitor-${i}`, zones: ['cafe'] }))
    await note(...crowd)
    await note(...crowd)
    expect(await visitors()).toHaveLength(1000)
  })
}
