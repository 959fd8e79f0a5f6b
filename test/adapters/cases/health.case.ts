import { expect, test } from 'vitest'
import { freshBoard, type HealthBoard, type HealthNote, type UsualHour } from '#shared/domain/health.ts'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

const aNote = (own: Partial<HealthNote> = {}): HealthNote => ({
  at: opening,
  heard: [['gateway:g1', 3, opening - 5]],
  moments: [['gateway|shoes', 2]],
  lags: [['gateway:g1', [40, 60]]],
  batteries: [['gateway:g1', { percent: 80 }]],
  unknown: [['ibeacon:aa:1:2', 4]],
  ...own,
})

const tally = { count: 2.5, minutes: 10 }
const aBoard = (own: Partial<HealthBoard> = {}): HealthBoard => ({
  ...freshBoard(opening),
  notes: ['n1'],
  anchors: new Map([
    [
      'gateway:g1',
      {
        state: 'silent',
        since: opening,
        surprise: 14.5,
        gap: 2,
        ever: { heard: 9, sightings: 30, minutes: 10 },
        hour: { heard: 1, sightings: 3, minutes: 1 },
        quiet: { minutes: 4, expected: [1, 2.5], raised: [0, 1] },
      },
    ],
  ]),
  zones: new Map([['gateway|shoes', { ever: tally, hour: tally }]]),
  ...own,
})

const anHour = (learnedAt: number): UsualHour => ({
  learnedAt,
  kinds: { beacon: { awake: 0.5, weeks: 1 }, gateway: { awake: 1, weeks: 1 } },
  anchors: new Map([['gateway:g1', { heard: 0.9, sightings: 3, weeks: 1 }]]),
  zones: new Map([['gateway|shoes', { moments: 0.25, weeks: 1 }]]),
})

export const healthCases = (opened: () => Opened) => {
  const health = () => opened().ports.health

  test('nothing is known of a venue that nobody looked at', async () => {
    expect([
      await health().board('store'),
      await health().notes('store'),
      await health().usualHour('store', 9),
    ]).toEqual([undefined, [], undefined])
  })

  test('notes are all found, by venue, until they are forgotten', async () => {
    const notes = Array.from({ length: 9 }, (_, i) => aNote({ at: opening + i }))
    for (const note of notes) await health().note('store', note)
    await health().note('other', aNote())
    const kept = await health().notes('store')
    expect(kept.map(({ note }) => note).toSorted((a, b) => a.at - b.at)).toEqual(notes)
    expect(new Set(kept.map(({ noteId }) => noteId)).size).toBe(9)

    await health().forgetNotes(
      'store',
      kept.slice(1).map(({ noteId }) => noteId),
    )
    expect(await health().notes('store')).toEqual(kept.slice(0, 1))
    expect(await health().notes('other')).toHaveLength(1)
  })

  test('a board is found as it was saved, one version on, and of two that save it one is too late', async () => {
    expect(await health().saveBoard('store', aBoard())).toBe('written')
    expect(await health().board('store')).toEqual(aBoard({ version: 1 }))
    expect(await health().saveBoard('store', aBoard())).toBe('conflict')
    const both = [
      health().saveBoard('store', aBoard({ version: 1 })),
      health().saveBoard('store', aBoard({ version: 1 })),
    ]
    expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'written'])
    expect(await health().board('other')).toBeUndefined()
  })

  test('every hour of the week is known by itself', async () => {
    await health().saveUsualHour('store', 9, anHour(1))
    await health().saveUsualHour('store', 10, anHour(2))
    await health().saveUsualHour('store', 9, anHour(3))
    expect([await health().usualHour('store', 9), await health().usualHour('store', 10)]).toEqual([
      anHour(3),
      anHour(2),
    ])
    expect(await health().usualHour('store', 11)).toBeUndefined()
  })
}
