import { bounded, type Explained, isRepeated, type KeptExplained, messagesIn } from '#shared/domain/explained.ts'
import { type Page, pageOf } from '#shared/domain/page-of.ts'
import type { Explanations, Span } from '#shared/ports/journeys.ts'

/** `explained` is all that was written, in order. */
export const memoryExplanations = (): { explanations: Explanations; explained: readonly Explained[] } => {
  const explained: Explained[] = []
  const kept = new Map<string, KeptExplained>()
  const pageBy = (whether: (one: KeptExplained) => boolean, { from, until }: Span, page: Page) => {
    const all = [...kept.values()]
      .filter((one) => whether(one) && one.occasion.receivedAt >= from && one.occasion.receivedAt < until)
      .sort((a, b) => (placeOf(a) > placeOf(b) ? -1 : 1))
    const { entries, ...rest } = pageOf(all, placeOf, page, (key, after) => key < after)
    return { explained: structuredClone(entries), ...rest }
  }
  const first = (whether: (one: KeptExplained) => boolean) => {
    const found = [...kept.values()].filter(whether)
    return structuredClone(found.find((one) => !isRepeated(one)) ?? found[0])
  }
  const explanations: Explanations = {
    write: async (some) => {
      explained.push(...structuredClone(some))
      for (const one of some) kept.set(`${one.ledgerId} ${placeOf(one)}`, structuredClone(bounded(one)))
    },
    byPerson: async (ledgerId, span, page) => pageBy((one) => one.ledgerId === ledgerId, span, page),
    byJourney: async (id, span, page) =>
      pageBy((one) => one.decisions.some(({ journeyId }) => journeyId === id), span, page),
    byMessage: async (messageId) => first((one) => messagesIn(one).includes(messageId)),
    find: async (ledgerId, occasionId) => first((one) => one.ledgerId === ledgerId && one.occasion.id === occasionId),
  }
  return { explanations, explained }
}

const placeOf = (one: KeptExplained) =>
  `${new Date(one.occasion.receivedAt).toISOString()}#${one.occasion.id}${isRepeated(one) ? '#again' : ''}#${one.ledgerId}`
