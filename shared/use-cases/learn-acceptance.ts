import { acceptanceOf, learn, nothingLearned } from '#shared/domain/acceptance.ts'
import type { Ports } from '#shared/ports.ts'

const notesAtOnce = 4000 // of a thousand functions in four minutes

/**
 * Folds what functions have counted into what is learned, and lays the map of journeys' acceptance beside the live pointer,
 * where every batch reads it. A note is in what is learned before it is forgotten, and by its name, so a crash between any two
 * writes counts none twice. Returns the map.
 */
export const learnAcceptance =
  ({ acceptance, releases }: Pick<Ports, 'acceptance'> & { releases: Pick<Ports['releases'], 'setAcceptance'> }) =>
  async (now: number): Promise<Readonly<Record<string, number>>> => {
    const before = (await acceptance.learned()) ?? nothingLearned
    // what was folded last and not forgotten: whoever folded it died in between
    await acceptance.forgetNotes(before.folded)
    const notes = await acceptance.notes(notesAtOnce)
    const learned = learn(before, notes, now)
    const map = Object.fromEntries(Object.entries(learned.tallies).map(([id, tally]) => [id, acceptanceOf(tally)]))
    if ((await acceptance.saveLearned(learned)) === 'conflict') return map
    await acceptance.forgetNotes(learned.folded)
    await releases.setAcceptance(map)
    return map
  }
