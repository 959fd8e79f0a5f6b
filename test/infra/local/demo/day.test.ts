import { beforeAll, expect, test } from 'vitest'
import { createClock } from '#infra/local/clock.ts'
import { startCrowd } from '#infra/local/demo/crowd.ts'
import { createGatewayEars, createPhoneEars } from '#infra/local/demo/ears.ts'
import type { Position } from '#infra/local/demo/floor-plan.ts'
import { journeys } from '#infra/local/demo/journeys.ts'
import { type Person, people } from '#infra/local/demo/people.ts'
import { store } from '#infra/local/demo/store.ts'
import type { DeviceKind } from '#shared/domain/customer.ts'
import { decide } from '#shared/domain/decide.ts'
import { deviceMailbox, type MailboxEvent } from '#shared/domain/event.ts'
import { emptyLedger, type Ledger } from '#shared/domain/ledger.ts'
import type { Moment } from '#shared/domain/moment.ts'
import { advance, type Presence, withTimer } from '#shared/domain/presence.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { noRuns } from '#shared/domain/runs.ts'
import type { Anchor } from '#shared/domain/sighting.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'

const opening = Date.UTC(2026, 9, 1, 8)
const release = compileRelease({
  version: '1',
  publishedAt: opening,
  venues: [store],
  journeys: journeys.map((journey) => ({ ...journey, createdAt: opening })),
})

const rules = rulesOf(release)

type Decided = { secondsAfterOpening: number; journeyId: string; sent: boolean; reason: string | undefined }

/** A day in the store as the domain sees it, without any of the system around it. */
const aDay = async (minutes: number, seed: number): Promise<Decided[]> => {
  const clock = createClock({ startAt: opening })
  clock.pause()
  const presences = new Map<string, Presence | undefined>()
  const ledgers = new Map<Person, Ledger>()
  const decided: Decided[] = []

  const decideFor = (person: Person, kind: DeviceKind, moment: Moment) => {
    const ledger = ledgers.get(person) ?? ledgerOf(person)
    const { id, traits, staff } = person
    const { decisions, person: after } = decide({
      occasion: moment,
      device: { kind, staff },
      person: {
        customer: { id, traits, staff, deviceIds: person.carriesPhone ? [`phone-${id}`] : [] },
        ledger,
        runs: noRuns,
        stored: noRuns,
      },
      rules,
      granted: new Map(),
      now: moment.receivedAt,
    })
    ledgers.set(person, after.ledger)
    for (const decision of decisions) {
      decided.push({
        secondsAfterOpening: (moment.receivedAt - opening) / 1000,
        journeyId: decision.journeyId,
        sent: 'message' in decision,
        reason: 'suppressed' in decision ? decision.suppressed : undefined,
      })
    }
  }

  const fold = (person: Person, kind: DeviceKind, event: MailboxEvent) => {
    const deviceId = `${kind}-${person.id}`
    const { presence, moments } = advance(presences.get(deviceId), event, release)
    const timed = presence && withTimer(presence, release)
    presences.set(deviceId, timed?.presence)
    const dueAt = timed?.timerAt
    if (dueAt !== undefined) {
      const timer = { kind: 'timer' as const, mailbox: deviceMailbox(deviceId), dueAt }
      clock.at(dueAt, () => fold(person, kind, { ...timer, receivedAt: clock.now() }))
    }
    for (const moment of moments) decideFor(person, kind, moment)
  }

  const see = (person: Person, kind: DeviceKind, anchor: Anchor, rssi: number, at: number) => {
    const sighting = { anchor, rssi, deviceTime: at, occurredAt: at, receivedAt: at }
    const deviceId = `${kind}-${person.id}`
    fold(person, kind, { kind: 'sighting', deviceId, venueId: store.id, sighting, receivedAt: at })
  }

  for (const person of people) {
    for (const kind of ['phone', 'tag'] as const) {
      const who = { deviceId: `${kind}-${person.id}`, receivedAt: opening }
      fold(person, kind, { kind: 'enrol', deviceKind: kind, staff: person.staff, ...who })
      fold(person, kind, { kind: 'identify', customerId: person.id, ...who })
    }
  }
  const phoneEars = new Map(people.map((person) => [person, createPhoneEars(seed, person.id)]))
  const gatewayEars = store.gateways.map(({ id }) => ({ id, hear: createGatewayEars(seed, id) }))
  const onStep = (person: Person, position: Position, at: number) => {
    const heard = person.carriesPhone ? (phoneEars.get(person)?.(position, at) ?? []) : []
    for (const { beacon, rssi } of heard) see(person, 'phone', { beacon }, rssi, at)
    const tags = person.tagAddress === undefined ? [] : [{ address: person.tagAddress, position }]
    for (const { id, hear } of gatewayEars) {
      for (const { rssi } of hear(tags, at)) see(person, 'tag', { gatewayId: id }, rssi, at)
    }
  }
  const crowd = startCrowd({ people, clock, seed, size: 10, onStep })
  await clock.step(minutes * 60_000)
  crowd.stop()
  clock.close()
  return decided
}

const ledgerOf = ({ consents }: Person): Ledger => ({
  ...emptyLedger,
  consents: Object.fromEntries(
    Object.entries(consents).map(([purpose, status]) => [purpose, { status, since: opening }]),
  ),
})

let day: Decided[]
beforeAll(async () => {
  day = await aDay(45, 1)
})

test('the first messages go out within seconds of opening, the boots offer among them', () => {
  const early = day.filter(({ sent, secondsAfterOpening }) => sent && secondsAfterOpening < 20)
  expect(early.map(({ journeyId }) => journeyId)).toEqual(expect.arrayContaining(['welcome-back', 'boots-offer']))
})

test('within the hour every journey has sent something', () => {
  const sending = new Set(day.filter(({ sent }) => sent).map(({ journeyId }) => journeyId))
  expect([...sending].sort()).toEqual(journeys.map(({ id }) => id).sort())
})

test('within the hour every reason against a message has come up that the demo can show', () => {
  const reasons = new Set(day.flatMap(({ reason }) => reason ?? []))
  expect([...reasons].sort()).toEqual(['audience', 'frequency_cap', 'no_consent', 'no_device', 'outranked', 'staff'])
})
