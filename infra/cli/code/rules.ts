import { compileRelease, noPauses, type ReleaseContent } from '#shared/domain/release.ts'
import type { Feeds, Rules } from '#shared/domain/situation.ts'
import { compileTemplates } from '#shared/templates/compile-templates.ts'

/** What decides where nothing is live: the content of a folder, nothing paused and nothing learned yet. */
export const rulesOf = (content: ReleaseContent, feeds: Feeds = {}): Rules => ({
  release: compileRelease(content),
  render: compileTemplates(content),
  past: () => undefined,
  pauses: noPauses,
  feeds,
  acceptance: {},
  orders: {},
})
