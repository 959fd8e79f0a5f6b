import type { DryRunAnswer } from '#shared/schemas/dry-run.ts'
import { decisionLines } from './explained-text.ts'
import { clockText, durationText } from './time-in.ts'

type Scene = DryRunAnswer['scenes'][number]

/** What would happen, scene by scene, each decision with its checks and each message as she would see it. */
export const simulateText = ({ scenes, assumed }: DryRunAnswer, timezone: string): string =>
  [
    ...scenes.map((scene) => sceneText(scene, timezone)),
    scenes.length === 0 ? 'Nothing happens.' : 'Nothing was sent, and nothing stored.',
    ...assumed.map((one) => `Assumed: ${one}.`),
  ].join('\n')

const sceneText = (
  { afterSeconds, explanation, messages, withdrawn, tasks, updates }: Scene,
  timezone: string,
): string => {
  const { where, what, at, decisions } = explanation
  const place = where?.zoneId === undefined ? '' : ` in ${where.zoneId}`
  const later = afterSeconds === 0 ? '' : `, after ${durationText(afterSeconds)}`
  return [
    `${clockText(at, timezone)}${later}: ${what}${place}`,
    ...decisionLines(decisions),
    ...messages.flatMap((message) => messageLines(message, timezone)),
    ...withdrawn.map((id) => `  → message ${id} is taken back`),
    ...tasks.map(({ title }) => `  → task: ${title}`),
    ...updates.map(({ trait, value }) => `  → ${trait} becomes ${JSON.stringify(value)}`),
    '',
  ].join('\n')
}

const messageLines = (message: Scene['messages'][number], timezone: string): string[] => {
  const { title, body, link, locale, expiresAt } = message
  const until = typeof expiresAt === 'number' ? `, until ${clockText(expiresAt, timezone)}` : ''
  return [
    `  │ ${title}`,
    `  │ ${body}`,
    ...(link === undefined ? [] : [`  │ ${link}`]),
    `  └ ${message.class} ${message.kind}, ${locale}${until}`,
  ]
}
