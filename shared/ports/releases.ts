import type { Feed } from '#shared/domain/feed.ts'
import type { Page } from '#shared/domain/page-of.ts'
import type { Pauses, PauseTarget, ReleaseContent, ReleaseCounts, ReleaseNote } from '#shared/domain/release.ts'
import type { Feeds, RunOrders } from '#shared/domain/situation.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Written } from './written.ts'

/**
 * What is in force now: the live release, and what is told beside it without publishing. What is paused, the feeds that hold,
 * which share of each journey's messages is opened (0 to 1), and what was ordered for runs of earlier versions.
 */
export type LivePointer = {
  version: string | undefined
  pauses: Pauses
  feeds: Feeds
  acceptance: Readonly<Record<string, number>>
  orders: RunOrders
}

/** What a release says of itself, without its content. `previous` is the one that it replaced. */
export type ReleaseSummary = ReleaseNote & {
  version: string
  publishedAt: number
  previous?: string
  counts: ReleaseCounts
}

export type Releases = {
  /** All that is in force at `now`, in one consistent call. */
  pointer(now: number): Promise<LivePointer>
  /** The version that is live, alone. */
  liveVersion(): Promise<string | undefined>
  /** A release by its version; it never changes once written. */
  load(version: string): Promise<ReleaseContent | undefined>
  /** One venue of a release, without the others. */
  loadVenue(version: string, venueId: string): Promise<Venue | undefined>
  summary(version: string): Promise<ReleaseSummary | undefined>
  /** The releases that are or were live, the newest first; `next` is where the list goes on, for `after`. */
  list(page: Page): Promise<{ releases: ReleaseSummary[]; next?: string }>
  /** Writes the content first and moves the pointer last, only if it still stands at `previous`. */
  publish(content: ReleaseContent, previous: string | undefined, note: ReleaseNote): Promise<Written>
  /** Pauses or resumes a journey, a venue or everything. */
  setPause(target: PauseTarget, paused: boolean): Promise<Pauses>
  /** All feeds that were told and not forgotten yet, by name, whether they still hold or not. */
  feeds(): Promise<Record<string, Feed>>
  /** Tells a feed, or, undefined, forgets it. */
  setFeed(name: string, feed: Feed | undefined): Promise<void>
  /** Replaces what was learned of all journeys. */
  setAcceptance(acceptance: LivePointer['acceptance']): Promise<void>
  /** Orders something for a journey's runs of earlier versions, or, undefined, takes the order back. */
  setRunOrder(journeyId: string, order: RunOrders[string] | undefined): Promise<void>
}
