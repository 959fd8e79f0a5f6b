import { bounded, type KeptExplained, messagesIn } from '#shared/domain/explained.ts'
import { type Page, pageOf } from '#shared/domain/page-of.ts'
import type { Explanations, Span } from '#shared/ports/journeys.ts'

export const memoryExplanations = (): Explanations => {
  const kept = new Map<string, KeptExplained>()
  const pageBy = (whether: (one: KeptExplained) => boolean, { from, until }: Span, page: Page) => {
    const all = [...kept.values()]
      .filter((one) => whether(one) && one.occasion.receivedAt >= from && one.occasion.receivedAt < until)
      .sort((a, b) => (placeOf(a) > placeOf(b) ? -1 : 1))
    const { entries, ...rest } = pageOf(all, placeOf, page, (key, after) => key < after)
    return { explained: structuredClone(entries), ...rest }
  }
  const first = (whether: (one: KeptExplained) => boolean) => structuredClone([...kept.values()].find(whether))
  return {
    write: async (explained) => {
      for (const one of explained) kept.set(`${one.ledgerId} ${one.occasion.id}`, structuredClone(bounded(one)))
    },
    byPerson: async (ledgerId, span, page) => pageBy((one) => one.ledgerId === ledgerId, span, page),
    byJourney: async (id, span, page) =>
      pageBy((one) => one.decisions.some(({ journeyId }) => journeyId === id), span, page),
    byMessage: async (messageId) => first((one) => messagesIn(one).includes(messageId)),
    find: async (ledgerId, occasionId) => first((one) => one.ledgerId === ledgerId && one.occasion.id === occasionId),
  }
}

const placeOf = ({ occasion, ledgerId }: KeptExplained) =>
  `${new Date(occasion.receivedAt).toISOString()}#${occasion.id}#${ledgerId}`
