import { contentOf } from '#infra/cli/code/folder-content.ts'
import { happeningIn } from '#infra/cli/code/happenings.ts'
import { readFolder } from '#infra/cli/code/read-folder.ts'
import { rulesFrom } from '#infra/cli/code/rules.ts'
import { simulateOffline } from '#infra/cli/code/simulate.ts'
import { durationText } from '#infra/cli/code/time-in.ts'
import type { Feeds } from '#shared/domain/situation.ts'

/** The folder of the examples as it is read. */
export const examples = readFolder('examples')
const content = contentOf(examples)
const rules = rulesFrom({ ...content, version: 'examples', publishedAt: 0 })

type Play = { venue: string; persona: string; what: string[]; feeds?: Feeds; at?: string }

/** What one journey does, line by line: what happens, each check with what it saw, and what she gets. */
export const played = (journeyId: string, { venue, persona, what, feeds, at = '2026-11-21T14:00' }: Play): string[] => {
  const request = {
    of: 'drafts' as const,
    who: { personaId: persona },
    venueId: venue,
    happenings: what.map(happeningIn),
    ...(feeds && { feeds }),
  }
  const { answer } = simulateOffline({ json: false, dir: 'examples', at, request }, content, rules, 0)
  return answer.scenes.flatMap(({ afterSeconds, explanation, messages, withdrawn, tasks }) => [
    `${durationText(afterSeconds)}: ${explanation.what}`,
    ...explanation.decisions
      .filter((one) => one.journeyId === journeyId)
      .flatMap(({ outcome, reason, checks, exposures = [] }) => [
        ...checks.map(({ check, passed, saw }) => `  ${passed ? '✓' : '✗'} ${check}: ${saw}`),
        ...exposures.map(({ experiment, variant }) => `  · ${experiment}: ${variant}`),
        `  = ${[outcome, ...(reason === undefined ? [] : [reason])].join(' ')}`,
      ]),
    ...messages.map((message) => `  → ${message.locale}: ${message.title} | ${message.body}`),
    ...withdrawn.map(() => '  → taken back'),
    ...tasks.map(({ title }) => `  → task: ${title}`),
  ])
}
