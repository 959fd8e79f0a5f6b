import type { Caller } from '#shared/domain/audit.ts'
import { knownAs, personOf } from '#shared/domain/backtest/cast.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { emptyLedger, ledgerIdOf } from '#shared/domain/ledger.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { applied, noRuns } from '#shared/domain/runs.ts'
import type { Person, Rules } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import type { DryRunAnswer, DryRunRequest } from '#shared/schemas/dry-run.ts'
import { liveRules, rulesOf } from './live-rules.ts'
import { rehearsed } from './rehearse.ts'

type DryRunPorts = Pick<Ports, 'drafts' | 'releases' | 'people' | 'audit'>

/** What there is not: the venue, the customer or the persona that was asked for. */
export type Missing = { missing: 'venue' | 'customer' | 'persona'; id: string }

/** Plays what is asked for by the drafts, or by what is live. Who looks at a customer is written down first. */
export const dryRunJourneys = (ports: DryRunPorts) => {
  const live = liveRules(ports)
  return async (request: DryRunRequest, { by, now }: { by: Caller; now: number }): Promise<DryRunAnswer | Missing> => {
    const found = await personFor(ports, request.who, { by, now })
    if ('missing' in found) return found
    const { readPast, ...inForce } = await live(now)
    const past = await readPast(found.runs.open.map(({ version }) => version))
    const edition = request.of === 'live' ? {} : await drafted(ports)
    const feeds = { ...inForce.feeds, ...request.feeds }
    const rules: Rules = { ...inForce, ...edition, feeds, past }
    if (!rules.release.venues.has(request.venueId)) return { missing: 'venue', id: request.venueId }
    return rehearsed(request, rules, found)
  }
}

const drafted = async ({ drafts }: DryRunPorts): Promise<Pick<Rules, 'release' | 'render'>> => {
  const { release, render } = rulesOf(compileRelease({ ...(await drafts.all()), version: 'drafts', publishedAt: 0 }))
  return { release, render }
}

const personFor = async (
  { drafts, people, audit }: DryRunPorts,
  who: DryRunRequest['who'],
  { by, now }: { by: Caller; now: number },
): Promise<Person | Missing> => {
  if ('personaId' in who) {
    const persona = (await drafts.find('personas', who.personaId))?.resource
    return persona ? personOf(persona.id, knownAs(persona)) : { missing: 'persona', id: who.personaId }
  }
  if ('traits' in who) {
    const consents = Object.entries(who.consents).map(([purpose, { status }]) => [purpose, { status, since: 0 }])
    return personOf('somebody', knownAs({ ...who, id: '', name: '', consents: Object.fromEntries(consents) }))
  }
  const { customerId } = who
  const what = `customers/${customerId}`
  await audit.write({
    id: derivedId(now, by.subject, 'read', what),
    at: now,
    who: by,
    action: 'read',
    what,
    state: 'done',
  })
  const ledgerId = ledgerIdOf({ customerId })
  const { customers, ledgers, runs } = await people.find({ customerIds: [customerId], ledgerIds: [ledgerId] })
  const customer = customers.get(customerId)
  if (!customer) return { missing: 'customer', id: customerId }
  const { pending, ...ledger } = ledgers.get(ledgerId) ?? emptyLedger
  const stored = runs.get(ledgerId) ?? noRuns
  const current = pending === undefined ? stored : applied(stored, pending.change)
  return { customer, ledger, runs: current, stored: current }
}
