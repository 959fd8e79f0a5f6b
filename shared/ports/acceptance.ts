import type { AcceptanceCounts, LearnedAcceptance } from '#shared/domain/acceptance.ts'

export type Acceptance = {
  /** Keeps what one running function counted. Notes are spread, so that many may be written at once. */
  note(counts: AcceptanceCounts, at: number): Promise<void>
  /** About so many notes that were not forgotten yet, in any order. */
  notes(atMost: number): Promise<{ noteId: string; counts: AcceptanceCounts }[]>
  forgetNotes(noteIds: readonly string[]): Promise<void>
  learned(): Promise<LearnedAcceptance | undefined>
  /** Takes only if the stored version is still this one; stores it as the next. */
  saveLearned(learned: LearnedAcceptance): Promise<'written' | 'conflict'>
}
