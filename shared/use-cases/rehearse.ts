import { assumptions, dryRun, type Scene } from '#shared/domain/dry-run.ts'
import { ledgerIdOf } from '#shared/domain/ledger.ts'
import type { Person, Rules } from '#shared/domain/situation.ts'
import type { DryRunAnswer, DryRunRequest } from '#shared/schemas/dry-run.ts'
import { explanationOf } from './show-explanations.ts'

/** Plays what is asked for to somebody, and tells all of it: every journey that it concerned, with each check. */
export const rehearsed = (request: DryRunRequest, rules: Rules, person: Person): DryRunAnswer => {
  const { venueId, at, happenings, forSeconds } = request
  const deviceId = person.customer?.deviceIds[0] ?? 'dry-run'
  const plot = {
    venueId,
    deviceId,
    happenings: happenings.map(({ afterSeconds, ...madeUp }) => ({ at: at + afterSeconds * 1000, madeUp })),
  }
  const until = forSeconds === undefined ? undefined : at + forSeconds * 1000
  const { scenes } = dryRun(rules, person, plot, until)
  return { scenes: scenes.map((scene) => sceneAnswer(scene, request, rules)), assumed: [...assumptions] }
}

const sceneAnswer = (
  { at, occasion, decisions, claims, effects }: Scene,
  request: DryRunRequest,
  { release }: Rules,
): DryRunAnswer['scenes'][number] => ({
  afterSeconds: Math.round((at - request.at) / 1000),
  explanation: explanationOf({ ledgerId: ledgerIdOf(occasion), occasion, release: release.version, decisions }, true),
  messages: claims.map(({ message }) => ({ ...message })),
  withdrawn: effects.flatMap((one) => (one.effect === 'withdraw' ? [one.messageId] : [])),
  tasks: effects.flatMap((one) => (one.effect === 'task' ? [{ ...one.task }] : [])),
  updates: effects.flatMap((one) =>
    one.effect === 'update' ? [{ trait: one.trait, value: withList(one.value) }] : [],
  ),
})

const withList = (value: string | number | boolean | readonly string[] | null) =>
  typeof value === 'object' && value !== null ? [...value] : value
