import { derivedId } from '#shared/domain/identifier.ts'
import { emptyLedger } from '#shared/domain/ledger.ts'
import type { PeopleFound, Ports } from '#shared/ports.ts'
import { type PersonalEvent, readCloudEvent } from '#shared/schemas/cloud-events.ts'
import type { Fault } from '#shared/schemas/faults.ts'
import type { OccasionRecord } from '#shared/schemas/stream.ts'
import type { StockChange } from './stock-offers.ts'

const eventTimes = {
  aheadSeconds: 5 * 60, // clocks of tills go wrong
  ageSeconds: 7 * 24 * 60 * 60, // a till that was offline for a week tells what it sold
} as const

/** Takes note of how much is left of a product in a venue; an older word than the last is left out. */
type ChangeStock = (change: StockChange, now: number) => Promise<unknown>

/** What became of one event. `occasionId` is what journeys and explanations know it by. */
export type EventResult =
  | { id: string; taken: true; occasionId?: string }
  | { id?: string; taken: false; issues: readonly Fault[] }

/** `may` says whether the caller may tell of a venue; undefined: of events that name none. */
type Asked = { now: number; may: (venueId: string | undefined) => boolean }

/** Events that were read, or why not. */
type Read = ReturnType<typeof readCloudEvent>

/**
 * Takes in what happened elsewhere: into the mailbox of whomever it concerns, or to the stock. Each event stands for itself,
 * and has an occasion's id made of its source and its own id, so that sending it again does no harm.
 */
export const receiveEvents =
  (ports: Pick<Ports, 'people' | 'devices' | 'events'>, changeStock: ChangeStock) =>
  async (raws: readonly unknown[], { now, may }: Asked): Promise<EventResult[]> => {
    const read = raws.map(readCloudEvent).map((one): Read => {
      if ('faults' in one) return one
      const { time, venueid } = 'stock' in one ? { ...one.stock, venueid: one.stock.data.venueId } : one.event
      const faults = [...faultsOfTime(time, now), ...(may(venueid) ? [] : [notAllowed(venueid)])]
      return faults.length > 0 ? { faults } : one
    })
    const whose = await findWhose(
      ports,
      read.flatMap((one) => ('event' in one ? one.event.subject : [])),
    )

    const results: EventResult[] = []
    const records: { key: string; body: OccasionRecord }[] = []
    for (const [i, one] of read.entries()) {
      if ('faults' in one) {
        results.push({ ...idOf(raws[i]), taken: false, issues: one.faults })
      } else if ('stock' in one) {
        const { id, time, data } = one.stock
        await changeStock({ ...data, at: timeOf(time, now) }, now)
        results.push({ id, taken: true })
      } else {
        const { id } = one.event
        const person = whose(one.event.subject)
        if ('reason' in person) {
          results.push({ id, taken: false, issues: [person] })
          continue
        }
        const record = recordOf(one.event, person, now)
        records.push(record)
        results.push({ id, taken: true, occasionId: record.body.id })
      }
    }
    if (records.length > 0) await ports.events.put(records)
    return results
  }

type Person = { key: string; customerId?: string; deviceId?: string }

/** Whose mailbox a subject means, or why nobody's; a device's is that of the customer who was identified with it. */
const findWhose = async ({ people, devices }: Pick<Ports, 'people' | 'devices'>, subjects: readonly string[]) => {
  const named = [...new Set(subjects)].map(partsOf)
  const found = await Promise.all(named.flatMap(({ kind, id }) => (kind === 'device' ? [devices.find(id)] : [])))
  const deviceOf = new Map(found.flatMap((device) => (device ? [[device.id, device]] : [])))
  const ids = [
    ...named.flatMap(({ kind, id }) => (kind === 'customer' ? [id] : [])),
    ...found.flatMap((device) => device?.customerId ?? []),
  ]
  const { customers, ledgers }: PeopleFound =
    named.length === 0
      ? { customers: new Map(), ledgers: new Map(), runs: new Map() }
      : await people.find({
          customerIds: ids,
          ledgerIds: [...ids.map((id) => `customer:${id}`), ...[...deviceOf.keys()].map((id) => `device:${id}`)],
        })
  const isErased = (ledgerId: string) => (ledgers.get(ledgerId) ?? emptyLedger).erased

  return (subject: string): Person | Fault => {
    const { kind, id } = partsOf(subject)
    const refused = (reason: string): Fault => ({ path: 'subject', reason, example: `${kind}:${known[kind]}` })
    const customerId = kind === 'customer' ? id : deviceOf.get(id)?.customerId
    if (kind === 'device' && !deviceOf.has(id))
      return refused(`no device enrolled or was registered as "${id}": POST /devices or PUT /devices/${id} first`)
    if (isErased(customerId === undefined ? `device:${id}` : `customer:${customerId}`))
      return refused(`${kind} "${id}" asked to be forgotten: nothing of hers is taken in any more`)
    if (kind === 'customer' && !customers.has(id))
      return refused(`there is no customer "${id}": PUT /customers/${id} first`)
    const device = kind === 'device' ? { deviceId: id } : {}
    return customerId === undefined
      ? { key: `visitor:${id}`, ...device }
      : { key: `customer:${customerId}`, customerId, ...device }
  }
}

const known = { customer: 'ada', device: 'tag-ada' } as const

const partsOf = (subject: string): { kind: 'customer' | 'device'; id: string } => {
  const [kind, id = ''] = subject.split(':')
  return { kind: kind === 'customer' ? kind : 'device', id }
}

const recordOf = (
  { id, source, type, time, venueid, data }: PersonalEvent,
  { key, ...whom }: Person,
  now: number,
): { key: string; body: OccasionRecord } => ({
  key,
  body: {
    v: 1,
    kind: 'event',
    id: derivedId('event', source, id),
    ...whom,
    name: type,
    ...(venueid === undefined ? {} : { venueId: venueid }),
    data,
    occurredAt: timeOf(time, now),
    receivedAt: now,
  },
})

/** A clock that is a little ahead is taken for ours. */
const timeOf = (time: string | undefined, now: number): number =>
  Math.min(now, time === undefined ? now : Date.parse(time))

const faultsOfTime = (time: string | undefined, now: number): Fault[] => {
  const ageSeconds = time === undefined ? 0 : (now - Date.parse(time)) / 1000
  const fault = (reason: string): Fault[] => [{ path: 'time', reason, example: new Date(now).toISOString() }]
  if (ageSeconds < -eventTimes.aheadSeconds)
    return fault(
      `is ${Math.round(-ageSeconds)} s ahead of our clock, ${eventTimes.aheadSeconds} s are let pass: set the sender's clock`,
    )
  if (ageSeconds > eventTimes.ageSeconds)
    return fault(`is ${Math.round(ageSeconds / 86_400)} days ago, ${eventTimes.ageSeconds / 86_400} are let pass`)
  return []
}

const notAllowed = (venueId: string | undefined): Fault =>
  venueId === undefined
    ? { path: 'venueid', reason: 'must name your venue: this token is good for one venue only', example: 'harbour' }
    : { path: 'venueid', reason: `this token is not good for venue "${venueId}"` }

/** An event's own id, where it can be told which it is. */
const idOf = (raw: unknown): { id?: string } =>
  typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? { id: raw.id } : {}
