import { decide } from '#shared/domain/decide.ts'
import type { KeptExplained } from '#shared/domain/explained.ts'
import type { Journey } from '#shared/domain/journey.ts'
import { compileRelease } from '#shared/domain/release.ts'
import type { Decision, Grant, Need, Situation } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import { rulesOf } from './live-rules.ts'
import { keptOf } from './people-read.ts'

const maxRounds = 5 // of granting what is asked for: a journey has one message at a time

type ComputePorts = Pick<Ports, 'explanations' | 'releases' | 'people' | 'devices'>
type Asked = { customerId: string; occasionId: string; journeyId: string }

/** `notAsked` says why a journey has nothing to decide about an occasion. */
export type Computed = { explained: KeptExplained; notAsked?: string } | { missing: 'occasion' | 'journey' }

/**
 * What any journey would have made of an occasion that is kept: by the release that decided then, or, where that did not have the
 * journey, by the live one. She is taken as she is known now, without what this occasion itself has brought her, and offers and
 * ceilings as if there were room.
 */
export const computeExplanation =
  (ports: ComputePorts) =>
  async ({ customerId, occasionId, journeyId }: Asked): Promise<Computed> => {
    const ledgerId = `customer:${customerId}`
    const kept = await ports.explanations.find(ledgerId, occasionId)
    if (kept === undefined) return { missing: 'occasion' }
    const released = await findJourney(ports, journeyId, kept.release)
    if (released === undefined) return { missing: 'journey' }

    const { content, journey } = released
    const rules = rulesOf(compileRelease({ ...content, journeys: [journey] }))
    const { deviceId } = kept.occasion
    const found = await ports.people.find({ customerIds: [customerId], ledgerIds: [ledgerId] })
    const customer = found.customers.get(customerId)
    const known = keptOf(found, ledgerId)
    const device = deviceId === undefined ? undefined : await ports.devices.find(deviceId)
    if (known === undefined) throw new Error(`${ledgerId} has changed while it was read: ask again`)
    const { ledger, runs } = known
    const before = { ...runs, seen: [], open: runs.open.filter((run) => run.occasionId !== occasionId) }
    const decisions = decideAlone({
      occasion: kept.occasion,
      device: { kind: device?.kind ?? 'phone', staff: device?.staff ?? false },
      person: {
        customer,
        ledger: { ...ledger, claims: ledger.claims.filter(({ momentId }) => momentId !== occasionId) },
        runs: before,
        stored: before,
      },
      rules,
      granted: new Map(),
      now: kept.occasion.receivedAt,
    }).filter((decision) => decision.journeyId === journeyId)
    const explained = { ...kept, release: content.version, decisions }
    return decisions.length > 0 ? { explained } : { explained, notAsked: whyNotAsked(journey) }
  }

const findJourney = async ({ releases }: Pick<Ports, 'releases'>, journeyId: string, decidedBy: string) => {
  for (const version of new Set([decidedBy, await releases.liveVersion()])) {
    const content = version === undefined ? undefined : await releases.load(version)
    const journey = content?.journeys.find(({ id }) => id === journeyId)
    if (content && journey) return { content, journey }
  }
  return undefined
}

const decideAlone = (situation: Situation): readonly Decision[] => {
  const granted = new Map<string, Grant>()
  for (let round = 0; round < maxRounds; round++) {
    const { decisions, needs } = decide({ ...situation, granted })
    if (needs.length === 0) return decisions
    for (const need of needs) granted.set(need.messageId, grantOf(need, situation.now))
  }
  throw new Error(`more than ${maxRounds} messages in a row asked for something of ${situation.rules.release.version}`)
}

const grantOf = ({ reserve }: Need, now: number): Grant => ({
  isWithinCeiling: true,
  ...(reserve && { reservation: { granted: true, code: 'computed', expiresAt: now } }),
})

const whyNotAsked = ({ id, entrance }: Journey): string => {
  const { venueId, audience: _, usefulForSeconds: __, reentry: ___, ...trigger } = entrance
  return `${id} waits for ${JSON.stringify(trigger)} at ${venueId}, which this was not`
}
