import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Feeds, Rules } from '#shared/domain/situation.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'

/** What decides where nothing is live: content as it is written, nothing paused and nothing learned yet. */
export const rulesFrom = (content: ReleaseContent, feeds: Feeds = {}): Rules => ({
  ...rulesOf(compileRelease(content)),
  feeds,
})
