/**
 * A message by what sent it: its journey, what let her in, and which of her messages it was then. Another release that sends it
 * too, sends it by these.
 */
export type SentBy = { journeyId: string; occasionId: string; nth: number }

export const isSame = (a: SentBy, b: SentBy): boolean =>
  a.journeyId === b.journeyId && a.nth === b.nth && a.occasionId === b.occasionId
