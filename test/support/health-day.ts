import { createClock } from '#infra/local/clock.ts'
import { startCrowd } from '#infra/local/demo/crowd.ts'
import { createGatewayEars, createPhoneEars } from '#infra/local/demo/ears.ts'
import { writers } from '#infra/local/demo/gateway-formats.ts'
import { journeys } from '#infra/local/demo/journeys.ts'
import { type Person, people } from '#infra/local/demo/people.ts'
import { store } from '#infra/local/demo/store.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { DeviceKind } from '#shared/domain/customer.ts'
import { deviceMailbox, type MailboxEvent } from '#shared/domain/event.ts'
import type { HealthChange } from '#shared/domain/health.ts'
import { createHearings } from '#shared/domain/health-notes.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence, withTimer } from '#shared/domain/presence.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import type { Anchor } from '#shared/domain/sighting.ts'
import type { Venue } from '#shared/domain/venue.ts'
import type { Folded } from '#shared/use-cases/fold-mailbox.ts'
import { noteHeard, writeNotes } from '#shared/use-cases/note-heard.ts'
import { type ShownHealth, showHealth } from '#shared/use-cases/show-health.ts'
import { watchHealth } from '#shared/use-cases/watch-health.ts'
import { aNote } from '#test/support/builders.ts'

const minute = 60_000
const opening = Date.UTC(2026, 9, 1, 8)

export type Outage = { gatewayId: string; fromMinute: number; untilMinute: number }
type Told = HealthChange & { minute: number }
export type Day = { moments: (Moment & { minute: number })[]; changes: Told[]; boards: Map<number, ShownHealth> }

/**
 * The demo's shoppers, all with tags, walk through the store for so many minutes, and its health is watched. The same seed
 * gives the same walks and the same radio, with or without an outage: what differs is what the outage cost.
 */
export const healthDay = async (options: {
  minutes: number
  seed: number
  outage?: Outage
  boardsAt?: readonly number[]
  venue?: Venue
  shoppers?: number
}): Promise<Day> => {
  const { minutes, seed, outage, boardsAt = [], venue = store, shoppers = 12 } = options
  const content: ReleaseContent = {
    version: '1',
    publishedAt: opening,
    venues: [venue],
    journeys: journeys.map((journey) => ({ ...journey, createdAt: opening })),
  }
  const release = compileRelease(content)
  const ports = memoryPorts()
  await ports.releases.publish(content, undefined, aNote())
  const watch = watchHealth(ports, async () => 'key')
  const show = showHealth(ports)
  const note = noteHeard(ports.health, (error) => expectNever(error))
  const gatewayHearings = createHearings()
  const day: Day = { moments: [], changes: [], boards: new Map() }
  const presences = new Map<string, Presence | undefined>()
  let batch: Folded[] = []
  const minuteOf = (at: number) => (at - opening) / minute

  const clock = createClock({ startAt: opening })
  clock.pause()
  const fold = (deviceId: string, event: MailboxEvent) => {
    const { presence, moments } = advance(presences.get(deviceId), event, release)
    const timed = presence && withTimer(presence, release)
    presences.set(deviceId, timed?.presence)
    const mailbox = deviceMailbox(deviceId)
    const dueAt = timed?.timerAt
    if (dueAt !== undefined)
      clock.at(dueAt, () => fold(deviceId, { kind: 'timer', mailbox, dueAt, receivedAt: clock.now() }))
    day.moments.push(...moments.map((moment) => ({ ...moment, minute: minuteOf(moment.receivedAt) })))
    batch.push(foldedOf(mailbox, timed?.presence, event, moments))
  }
  const see = (deviceId: string, anchor: Anchor, rssi: number, at: number) => {
    const sighting = { anchor, rssi, deviceTime: at, occurredAt: at, receivedAt: at }
    fold(deviceId, { kind: 'sighting', deviceId, venueId: venue.id, sighting, receivedAt: at })
  }
  const tagOf = ({ id }: Person) => `tag-${id}`
  for (const person of people) {
    const kinds: DeviceKind[] = ['phone', 'tag']
    for (const deviceKind of kinds)
      fold(`${deviceKind}-${person.id}`, {
        kind: 'enrol',
        deviceId: `${deviceKind}-${person.id}`,
        deviceKind,
        staff: false,
        receivedAt: opening,
      })
  }

  const phoneEars = new Map(people.map((person) => [person, createPhoneEars(seed, person.id)]))
  const ears = new Map(
    people.flatMap((person) =>
      venue.gateways.map(
        ({ id }) => [`${id} ${person.id}`, createGatewayEars(seed + fingerprintOf(person.id), id)] as const,
      ),
    ),
  )
  const isOut = (gatewayId: string, at: number) =>
    outage?.gatewayId === gatewayId && minuteOf(at) >= outage.fromMinute && minuteOf(at) < outage.untilMinute
  const crowd = startCrowd({
    people,
    clock,
    seed,
    size: shoppers,
    onStep: (person, position, at) => {
      for (const { beacon, rssi } of phoneEars.get(person)?.(position, at) ?? [])
        see(`phone-${person.id}`, { beacon }, rssi, at)
      for (const { id } of venue.gateways) {
        // each pair has ears of its own: that one gateway is out changes nothing of what the others hear
        const heard = ears.get(`${id} ${person.id}`)?.([{ address: person.id, position }], at) ?? []
        if (isOut(id, at)) continue
        for (const { rssi } of heard) {
          gatewayHearings.at(venue.id).heard(`gateway:${id}`, at)
          see(tagOf(person), { gatewayId: id }, rssi, at)
        }
      }
    },
  })
  const everyMinute = async () => {
    const now = clock.now()
    for (const { id, format } of venue.gateways)
      if (!isOut(id, now) && (writers[format ?? '']?.('c0ffee000001', [], now).length ?? 0) > 0)
        gatewayHearings.at(venue.id).heard(`gateway:${id}`, now, 1)
    await note(batch, release, now)
    batch = []
    await writeNotes(ports.health, gatewayHearings, now, expectNever)
    const told = ports.journaled.length
    await watch(now)
    for (const entry of ports.journaled.slice(told))
      if (entry.type === 'health') day.changes.push({ ...entry, minute: minuteOf(now) })
    // the clock ran for a moment before it was paused
    const whole = Math.round(minuteOf(now))
    const board = boardsAt.includes(whole) ? await show(venue.id, now) : undefined
    if (board) day.boards.set(whole, board)
  }
  for (let at = 1; at <= minutes; at++) {
    await clock.step(minute)
    await everyMinute()
  }
  crowd.stop()
  clock.close()
  return day
}

const expectNever = (error: Error) => {
  throw error
}

const fingerprintOf = (text: string) =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_003, 7)

/** A mailbox with one event, as a batch would have folded it. */
const foldedOf = (
  mailbox: string,
  presence: Presence | undefined,
  event: MailboxEvent,
  moments: readonly Moment[],
): Folded => {
  const record = { sequence: '1', partitionKey: mailbox, arrivedAt: event.receivedAt, data: new Uint8Array() }
  const read = { record, mailbox, events: [{ index: 0, event }], refused: [], warnings: [] }
  return {
    mailbox,
    before: presence,
    presence,
    joins: undefined,
    leaves: false,
    occasions: [],
    moments: moments.map((moment, ordinal) => ({
      cause: { record: '1', index: 0 },
      moment,
      ordinal,
      before: undefined,
      after: undefined,
    })),
    signs: [],
    where: { before: undefined, after: undefined },
    receipts: [],
    outcomes: new Map([[read, []]]),
    refused: new Map(),
    timersDone: [],
  }
}
