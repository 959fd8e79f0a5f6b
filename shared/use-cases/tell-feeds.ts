import { type Feed, feedLimits } from '#shared/domain/feed.ts'
import type { Ports } from '#shared/ports.ts'

/** Tells a feed until a time; refused where there are as many as there may be already. */
export const tellFeed =
  ({ releases }: Pick<Ports, 'releases'>) =>
  async (name: string, feed: Feed, now: number): Promise<Feed | { refused: readonly string[] }> => {
    const known = Object.entries(await releases.feeds())
    const holding = known.flatMap(([other, { until }]) => (other !== name && now < until ? [other] : []))
    if (holding.length >= feedLimits.count) return { refused: holding.toSorted() }
    await releases.setFeed(name, feed)
    return feed
  }

/** The feeds that hold now, by name. */
export const feedsHolding =
  ({ releases }: Pick<Ports, 'releases'>) =>
  async (now: number): Promise<({ name: string } & Feed)[]> =>
    Object.entries(await releases.feeds())
      .flatMap(([name, feed]) => (now < feed.until ? [{ name, ...feed }] : []))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
