import { memoryPorts } from '#shared/adapters/memory.ts'
import type { JournalEntry, Outcome } from '#shared/domain/journal.ts'
import type { Ledger } from '#shared/domain/ledger.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { topics } from '#shared/domain/topic.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aLedger, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { aroundPorts, type Call } from '#test/support/faults/around.ts'
import { beaconOf, type Spot } from '#test/support/venues.ts'

type Death = { atCall: number; its: 'undone' | 'done' }
type Memory = ReturnType<typeof memoryPorts>

/**
 * The ports in memory with every call written down. `before` runs something right before calls of one name, so many times
 * (1 unless told otherwise): it may change the store behind the caller's back, or reject, and so does the call then.
 * `die` lets the process end at its n-th call, whose work is `undone` or `done` by then; no call after it comes through.
 */
export const watchedPorts = (memory = memoryPorts()) => {
  let dies: Death | undefined
  const calls: Call[] = []
  const hooks: { name: string; left: number; act: (args: readonly unknown[]) => unknown }[] = []
  const ports = aroundPorts(memory, async ({ name, args }, go) => {
    calls.push({ name, args: structuredClone(args) })
    if (dies && calls.length >= dies.atCall) {
      if (calls.length === dies.atCall && dies.its === 'done') await go()
      throw new Error('the process was killed')
    }
    const hook = hooks.find((one) => one.name === name && one.left > 0)
    if (hook) {
      hook.left--
      await hook.act(args)
    }
    return go()
  })
  const before = (name: string, act: (args: readonly unknown[]) => unknown, times = 1) => {
    hooks.push({ name, left: times, act })
  }
  const die = (death: Death) => {
    dies = death
  }
  return { memory, ports, calls, before, die, names: () => calls.map(({ name }) => name) }
}

/** Lets a call fail as an outage does. */
export const outage = () => {
  throw new Error('the store is away')
}

let sequence = 0

/** A record of the stream as Kinesis numbers them, arriving so many seconds into the morning. */
export const aRecord = (partitionKey: string, body: unknown, seconds = 60): StreamedRecord => ({
  sequence: String(++sequence).padStart(20, '0'),
  partitionKey,
  arrivedAt: at(seconds),
  data: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

/** What the topic rule makes of a message that a phone publishes. */
export const published = (deviceId: string, payload: unknown, seconds = 60, own: object = {}) => ({
  body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64'),
  topic: topics.sightings('store', deviceId),
  clientId: deviceId,
  receivedAt: at(seconds),
  ...own,
})

/** A phone's report of what it heard of a beacon: three times, a second apart, the last one when it arrives. */
export const aReport = (deviceId: string, seconds = 60, spot: Spot = 'shoes'): StreamedRecord => {
  const sightings = [2, 1, 0].map((ago) => ({
    id: `${deviceId}-${seconds - ago}`,
    at: at(seconds - ago),
    beacon: beaconOf(spot),
    rssi: -60,
  }))
  return aRecord(`device:${deviceId}`, published(deviceId, { sightings }, seconds), seconds)
}

export const enrolled = (deviceId: string, seconds = 0): StreamedRecord =>
  aRecord(
    `device:${deviceId}`,
    { v: 1, kind: 'enrol', deviceId, deviceKind: 'phone', staff: false, receivedAt: at(seconds) },
    seconds,
  )

export const identified = (deviceId: string, customerId: string | null, seconds = 1): StreamedRecord =>
  aRecord(`device:${deviceId}`, { v: 1, kind: 'identify', deviceId, customerId, receivedAt: at(seconds) }, seconds)

export const rang = (mailbox: string, dueAt: number): StreamedRecord =>
  aRecord(mailbox, { v: 1, kind: 'timer', mailbox, dueAt, receivedAt: dueAt }, (dueAt - at(0)) / 1000)

/** The department store is published, and these phones are enrolled; each allows marketing. The calls so far are forgotten. */
export const openStore = async ({
  phones = ['phone-1'],
  release = {},
}: {
  phones?: readonly string[]
  release?: Partial<ReleaseContent>
} = {}) => {
  const watched = watchedPorts()
  const { memory, ports, calls } = watched
  await memory.releases.publish(aReleaseContent(release), undefined, aNote())
  for (const deviceId of phones) await memory.people.saveLedger(`device:${deviceId}`, aLedger())
  const engage = engageVisitors(ports)
  if (phones.length > 0) await engage(phones.map((deviceId) => enrolled(deviceId)))
  calls.length = 0
  return { ...watched, engage }
}

/** Ada is known and allows marketing. */
export const knowAda = async (memory: Memory, ledger: Partial<Ledger> = {}) => {
  await memory.people.saveCustomer({ id: 'ada', traits: { tier: 'gold' }, staff: false })
  await memory.people.saveLedger('customer:ada', aLedger(ledger))
}

export const ledgerOf = async (memory: Memory, ledgerId: string): Promise<Ledger | undefined> =>
  (await memory.people.find({ customerIds: [], ledgerIds: [ledgerId] })).ledgers.get(ledgerId)

export const presenceOf = async (memory: Memory, mailbox: string) =>
  (await memory.presences.find([mailbox])).get(mailbox)

type EntryOf<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>

export const entries = <T extends JournalEntry['type']>(memory: Memory, type: T): EntryOf<T>[] =>
  memory.journaled.filter((entry): entry is EntryOf<T> => entry.type === type)

/** The outcomes of a record, in the order of the journal. */
export const outcomes = (memory: Memory, { sequence }: StreamedRecord): (Outcome & { index: number; id?: string })[] =>
  entries(memory, 'outcomes').flatMap(({ record, outcomes }) => (record === sequence ? outcomes : []))

/** Who got which message, by its journey's offer. */
export const publications = (memory: Memory) =>
  memory.published.map(({ deviceId, message }) => ({ deviceId, id: message.id, offer: message.offer?.id }))

/** The zone that an occasion is about, if it is about one. */
export const zoneOf = (occasion: Occasion): string | undefined => ('zoneId' in occasion ? occasion.zoneId : undefined)
