import type { Ceilings } from '#shared/ports/journeys.ts'

export const memoryCeilings = (): Ceilings => ({
  admit: async (messages) => new Map(messages.map(({ messageId }) => [messageId, true])),
})
