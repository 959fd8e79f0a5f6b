import type { ReleaseContent } from './release.ts'

/** What is published together, drafted or live. What there is none of is left out. */
export type Content = Omit<ReleaseContent, 'version' | 'publishedAt'>

export const nothing: Content = { venues: [], journeys: [] }

/** Content as releases have it: without the kinds of which there is nothing. */
export const contentFrom = ({ venues, journeys, ...others }: Content): Content => ({
  venues,
  journeys,
  ...Object.fromEntries(
    Object.entries(others).filter(([, some]) => some !== undefined && !(Array.isArray(some) && some.length === 0)),
  ),
})
