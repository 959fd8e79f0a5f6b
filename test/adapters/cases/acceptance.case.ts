import { expect, test } from 'vitest'
import { nothingLearned } from '#shared/domain/acceptance.ts'
import { noon } from '#test/support/offers.ts'
import type { Opened } from '../opened.ts'

export const acceptanceCases = (opened: () => Opened) => {
  const acceptance = () => opened().ports.acceptance
  const counts = (sent: number) => ({ care: { sent, accepted: 1 } })

  test('notes are found until they are forgotten, and forgetting one twice changes nothing', async () => {
    for (const sent of [1, 2, 3]) await acceptance().note(counts(sent), noon)
    const notes = await acceptance().notes(100)
    expect(notes.map((one) => one.counts.care?.sent).sort()).toEqual([1, 2, 3])
    const [first = { noteId: '' }, ...others] = notes
    await acceptance().forgetNotes([first.noteId])
    await acceptance().forgetNotes([first.noteId])
    expect((await acceptance().notes(100)).map(({ noteId }) => noteId).sort()).toEqual(
      others.map(({ noteId }) => noteId).sort(),
    )
    await acceptance().forgetNotes([])
  })

  test('what was learned is replaced by who has seen it last', async () => {
    expect(await acceptance().learned()).toBeUndefined()
    const first = { ...nothingLearned, tallies: { care: { sent: 2.5, accepted: 1, at: noon } }, folded: ['n1'] }
    expect(await acceptance().saveLearned(first)).toBe('written')
    expect(await acceptance().saveLearned(first)).toBe('conflict')
    expect(await acceptance().learned()).toEqual({ ...first, version: 1 })
    expect(await acceptance().saveLearned({ ...first, version: 1, folded: [] })).toBe('written')
    expect(await acceptance().learned()).toEqual({ ...first, version: 2, folded: [] })
  })
}
