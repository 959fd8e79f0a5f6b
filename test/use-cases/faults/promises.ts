import type { memoryPorts } from '#shared/adapters/memory.ts'
import { type Claim, hasConsent, type Ledger } from '#shared/domain/ledger.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Check } from '#shared/domain/situation.ts'
import type { Ports } from '#shared/ports.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aroundPorts } from '#test/support/faults/around.ts'
import type { Written } from '#test/support/faults/processes.ts'
import { faultsOf } from '#test/support/story.ts'
import { entries, ledgerOf } from '../support.ts'
import { phones } from './day.ts'

type Memory = ReturnType<typeof memoryPorts>

/** What was claimed, and each claim that broke a rule at the very write that made it. */
export type Watch = { ports: Ports; claims: Claim[]; broken: string[] }

/** Holds every write of a ledger against the ledger that it replaces: consent then, and no marketing beyond a cap. */
export const watchClaims = (memory: Memory, { journeys }: Pick<ReleaseContent, 'journeys'>): Watch => {
  const claims: Claim[] = []
  const broken: string[] = []
  const judge = (before: Ledger | undefined, fresh: readonly Claim[]) => {
    const marketing = fresh.filter(({ message }) => message.class === 'marketing')
    const earlier = (before?.claims ?? []).filter(({ message }) => message.class === 'marketing')
    marketing.forEach((one, i) => {
      if (before === undefined || !hasConsent(before, 'marketing', one.at)) broken.push(`${one.message.id}: no consent`)
      const { frequencyCaps = [] } = journeys.find(({ id }) => id === one.journeyId) ?? {}
      for (const { limit, windowSeconds, scope } of frequencyCaps) {
        const counted = [...earlier, ...marketing.slice(0, i)].filter(
          ({ at, journeyId }) =>
            at > one.at - windowSeconds * 1000 && (scope === 'customer' || journeyId === one.journeyId),
        )
        if (counted.length >= limit) broken.push(`${one.message.id}: ${counted.length + 1} of ${limit} by ${scope}`)
      }
    })
  }
  const ports = aroundPorts(memory, async ({ name, args }, go) => {
    if (name !== 'people.saveLedger') return go()
    const [ledgerId, ledger] = args as Parameters<Ports['people']['saveLedger']>
    const before = await ledgerOf(memory, ledgerId)
    const answer = await go()
    if (answer === 'conflict') return answer
    const known = new Set(claims.map(({ message }) => message.id))
    const fresh = ledger.claims.filter(({ message }) => !known.has(message.id))
    judge(before, fresh)
    claims.push(...fresh)
    return answer
  })
  return { ports, claims, broken }
}

const distinctMoments = (memory: Memory): Moment[] => [
  ...new Map(entries(memory, 'moment').map(({ moment }) => [moment.id, moment])).values(),
]

/** What happened to whom, whatever went wrong on the way. */
export const momentIds = (memory: Memory): string[] =>
  distinctMoments(memory)
    .map(({ id }) => id)
    .toSorted()

/** Each device's moments, read as a story. Which visit they belong to is another story: her devices share it. */
export const storyFaults = (memory: Memory): string[] =>
  phones.flatMap((phone) => {
    let visits = 0
    const own = distinctMoments(memory).flatMap((moment) => {
      if (moment.deviceId !== phone) return []
      if (moment.kind === 'venue.enter') visits++
      return [{ ...moment, visitId: `visit ${visits}` }]
    })
    return faultsOf(own)
  })

/** Claims that nobody was sent, messages that nobody claimed, and two messages for one moment of one journey. */
export const brokenPromises = ({ published }: Memory, { claims, broken }: Watch): string[] => {
  const sent = new Set(published.map(({ message }) => message.id))
  const claimed = new Set(claims.map(({ message }) => message.id))
  const promised = Map.groupBy(claims, ({ momentId, journeyId }) => `${momentId} × ${journeyId}`)
  return [
    ...broken,
    ...[...claimed].flatMap((id) => (sent.has(id) ? [] : [`${id} was claimed and never sent`])),
    ...[...sent].flatMap((id) => (claimed.has(id) ? [] : [`${id} was sent and never claimed`])),
    ...[...promised].flatMap(([what, { length }]) => (length > 1 ? [`${what} was claimed ${length} times`] : [])),
  ]
}

/**
 * Moments and candidate journeys without a decision, or with two messages. Of a batch that was cut short or gave way the
 * journal may hold a silence beside the message: where there is one, it stands.
 */
export const decisionFaults = (memory: Memory, content: ReleaseContent): string[] => {
  const release = compileRelease(content)
  const answers = Map.groupBy(entries(memory, 'decision'), ({ occasion, journeyId }) => `${occasion.id} × ${journeyId}`)
  return distinctMoments(memory).flatMap((moment) =>
    release.candidates(moment).flatMap(({ journey }) => {
      const given = answers.get(`${moment.id} × ${journey.id}`) ?? []
      const messages = new Set(given.flatMap(({ messageId }) => messageId ?? []))
      return given.length > 0 && messages.size <= 1
        ? []
        : [`${moment.kind} ${moment.id} × ${journey.id}: ${[...messages].join(', then ') || 'no decision'}`]
    }),
  )
}

/** What an earlier batch has promised is promised again, also where its journey is gone by now. */
const isPromisedBefore = ([first]: readonly Check[]): boolean => first?.check === 'claim' && first.passed

/** Batches that decided by more than one release, told by their journeys' names. */
export const mixedBatches = (written: readonly Written[]): string[] =>
  [...Map.groupBy(written, ({ batch }) => batch)].flatMap(([batch, of]) => {
    const versions = new Set(
      of.flatMap(({ entry }) =>
        entry.type === 'decision' && !isPromisedBefore(entry.trace) ? [entry.journeyId.endsWith('-2')] : [],
      ),
    )
    return versions.size > 1 ? [`batch ${batch} decided by two releases`] : []
  })

/** Records that nothing is said of, and poison that is not parked exactly once. */
export const unaccounted = (memory: Memory, records: readonly StreamedRecord[]): string[] => {
  const told = new Set(entries(memory, 'outcomes').map(({ record }) => record))
  const poison = records.filter(({ data }) => Buffer.from(data).toString() === 'not JSON')
  const parked = memory.parked().map(({ id }) => id)
  return [
    ...records.flatMap(({ sequence }) => (told.has(sequence) ? [] : [`record ${sequence} has no outcome`])),
    ...poison.flatMap(({ sequence }) =>
      parked.filter((id) => id === sequence).length === 1 ? [] : [`poison ${sequence} is not parked once`],
    ),
  ]
}
