import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { compileRelease } from '#shared/domain/release.ts'
import type { People } from '#shared/ports.ts'
import { decideOccasions } from '#shared/use-cases/decide-occasions.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { startDynamo } from '#test/adapters/dynalite.ts'
import { aJourney, aLedger, aMoment, aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { deliver } from '#test/support/faults/deliver.ts'
import { calm, type Fault } from '#test/support/faults/schedule.ts'
import {
  aReport,
  entries,
  identified,
  knowAda,
  ledgerOf,
  openStore,
  outage,
  publications,
  watchedPorts,
} from '../support.ts'

/** A journey of which Ada gets so many a day, whatever her phone. */
const capped = (limit: number) => [
  aJourney({ frequencyCaps: [{ limit, windowSeconds: 24 * 3600, scope: 'customer' }] }),
]

const openForAda = async (limit = 1) => {
  const phones = ['phone-1', 'phone-2']
  const store = await openStore({ phones, release: { journeys: capped(limit) } })
  await knowAda(store.memory)
  return store
}

/** Delivers one report whose n-th call of a name goes wrong. */
const reportWith = async (name: string, fault: Fault) => {
  const { memory } = await openStore()
  const undisturbed = await openStore()
  await deliver(undisturbed.ports, [[aReport('phone-1')]], calm)
  const atCall = undisturbed.names().indexOf(name) + 1
  const { told } = await deliver(memory, [[aReport('phone-1')]], { ...calm, faults: [{ atCall, fault }] })
  expect(told).toEqual([`call ${atCall}, in batch 1, ${name}: ${fault}`])
  return memory
}

describe('one call goes wrong', () => {
  test.each([
    ['people.saveLedger', 'done, answer lost'],
    ['people.saveLedger', 'done twice, first answer lost'],
    ['people.saveLedger', 'crash after it'],
    ['phones.publish', 'throttled'],
    ['phones.publish', 'done, answer lost'],
    ['phones.publish', 'crash before it'],
    ['presences.save', 'done, answer lost'],
    ['presences.save', 'done twice, first answer lost'],
    ['presences.save', 'zombie'],
  ] as const)('%s: %s; she is sent one message, of one id', async (name, fault) => {
    const memory = await reportWith(name, fault)
    const claims = (await ledgerOf(memory, 'device:phone-1'))?.claims ?? []
    expect(claims).toHaveLength(1)
    expect([...new Set(publications(memory).map(({ id }) => id))]).toEqual(claims.map(({ message }) => message.id))
  })

  test('a zombie that commits after its retry gives way, and what it did is there once', async () => {
    const memory = await reportWith('presences.save', 'zombie')
    expect((await memory.presences.find(['device:phone-1'])).get('device:phone-1')?.version).toBe(2)
    const moments = entries(memory, 'moment').map(({ moment }) => `${moment.kind} ${moment.id}`)
    expect(moments).toHaveLength(6)
    expect(new Set(moments).size).toBe(3)
  })
})

describe('two phones of one customer', () => {
  const adas = () => ['phone-1', 'phone-2'].map((phone) => identified(phone, 'ada'))

  test('in two shards at once, whoever goes first, she gets what her cap allows', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { memory, engage } = await openForAda()
      await engage(adas())
      const order = Array.from({ length: 40 }, (_, i) => ((seed * 7919 + i * 104729) >> 2) % 3)
      await deliver(memory, [[aReport('phone-1')], [aReport('phone-2')]], { ...calm, order })
      expect(new Set(publications(memory).map(({ id }) => id)).size).toBe(1)
      expect((await ledgerOf(memory, 'customer:ada'))?.claims).toHaveLength(1)
    }
  })

  test('one of them is identified between her reports, in one batch and in two shards: her cap holds from then on', async () => {
    for (const shared of [true, false]) {
      const { memory, engage } = await openForAda(2)
      await engage([identified('phone-1', 'ada')])
      const first = [aReport('phone-1', 60), aReport('phone-1', 80, 'watches'), aReport('phone-1', 100)]
      const second = [aReport('phone-2', 60), identified('phone-2', 'ada', 70), aReport('phone-2', 80, 'watches')]
      const later = aReport('phone-2', 110)
      const shards = shared ? [[...first, ...second, later]] : [first, [...second, later]]
      await deliver(memory, shards, calm)
      expect(new Set(publications(memory).map(({ id }) => id)).size).toBe(2)
      expect((await ledgerOf(memory, 'customer:ada'))?.claims).toHaveLength(2)
      expect((await ledgerOf(memory, 'device:phone-2'))?.forwardsTo).toBe('customer:ada')
    }
  })

  test('a zombie that decides for a phone which is somebody’s by now promises in her name, and nothing twice', async () => {
    const {
      memory,
      before: behindItsBack,
      ports,
    } = await openStore({
      phones: ['phone-1'],
      release: { journeys: [aJourney({ id: 'help', step: { class: 'service' } })] },
    })
    await knowAda(memory)
    const report = aReport('phone-1', 60)
    // between its reading and its claim the retry has read on, and found out whose phone this is
    behindItsBack('people.saveLedger', () => engageVisitors(memory)([report, identified('phone-1', 'ada', 62)]))
    const [zombie] = await engageVisitors(ports)([report])
    expect(zombie?.error.message).toBe('device:phone-1 was folded elsewhere meanwhile')
    expect(new Set(publications(memory).map(({ id }) => id)).size).toBe(1)
    expect((await ledgerOf(memory, 'device:phone-1'))?.claims).toEqual([])
  })

  test('a zombie that decides for a phone which was somebody’s in between finds what was promised in her name', async () => {
    const {
      memory,
      before: behindItsBack,
      ports,
    } = await openStore({
      release: { journeys: [aJourney({ id: 'help', step: { class: 'service' } })] },
    })
    await knowAda(memory)
    const report = aReport('phone-1', 60)
    const between = [report, identified('phone-1', 'ada', 62), identified('phone-1', null, 64)]
    behindItsBack('people.saveLedger', () => engageVisitors(memory)(between))
    await engageVisitors(ports)([report])
    expect(new Set(publications(memory).map(({ id }) => id)).size).toBe(1)
    expect((await ledgerOf(memory, 'device:phone-1'))?.claims).toEqual([])
    expect((await ledgerOf(memory, 'customer:ada'))?.claims).toHaveLength(1)
  })

  test('what was promised after she left is sent although the retry, cut anew, hands it over to her', async () => {
    const help = aJourney({ id: 'help', step: { class: 'service' } })
    const { memory } = await openStore({ release: { journeys: [help] } })
    await knowAda(memory)
    const records = [
      identified('phone-1', 'ada', 55),
      aReport('phone-1', 60, 'watches'),
      identified('phone-1', null, 65),
      aReport('phone-1', 70),
    ]
    const { ports, before: behindItsBack } = watchedPorts(memory)
    behindItsBack('phones.publish', outage)
    expect(await engageVisitors(ports)(records)).toHaveLength(1)
    const [promised] = (await ledgerOf(memory, 'device:phone-1'))?.claims ?? []
    const journeys = [{ ...help, id: 'help-2' }]
    await memory.releases.publish(aReleaseContent({ version: 'release-2', journeys }), 'release-1', aNote())
    await deliver(memory, [records], { ...calm, cuts: [1] })
    expect(new Set(publications(memory).map(({ id }) => id))).toEqual(new Set([promised?.message.id]))
  })
})

describe('a hundred claims at once against a cap of three', () => {
  const release = compileRelease(aReleaseContent({ journeys: capped(3) }))
  const live = { ...rulesOf(release), readPast: async () => () => undefined }
  const tries = 100 // each round one of them is faster than all others
  /** A hundred phones of Ada's, each seen by a process of its own as one that stands for nobody else, and each tried again as long as it is contested. */
  const hundredClaims = async (people: People) => {
    const decide = decideOccasions({ ...memoryPorts(), people })
    await people.saveCustomer({ id: 'ada', traits: {}, staff: false })
    await people.saveLedger('customer:ada', aLedger())
    const one = async (i: number) => {
      const moment = aMoment({
        id: `moment-${i}`,
        deviceId: `phone-${i}`,
        customerId: 'ada',
        visitId: `visit-${i}`,
        receivedAt: at(60),
      })
      const undecided = {
        mailbox: `device:phone-${i}`,
        device: { deviceKind: 'phone', staff: false } as const,
        cause: { record: String(i), index: 0 },
        occasion: moment,
        ordinal: 0,
        before: undefined,
        after: undefined,
      }
      for (let left = tries; left > 0; left--) {
        const { decided } = await decide([undecided], live)
        if (decided[0]) return decided[0].promises.length
      }
      throw new Error(`moment ${i} is contested for ever`)
    }
    const promised = await Promise.all(Array.from({ length: 100 }, (_, i) => one(i)))
    const { ledgers } = await people.find({ customerIds: [], ledgerIds: ['customer:ada'] })
    return { promised: promised.reduce((sum, n) => sum + n, 0), claims: ledgers.get('customer:ada')?.claims.length }
  }

  test('in memory: exactly three', async () => {
    expect(await hundredClaims(memoryPorts().people)).toEqual({ promised: 3, claims: 3 })
  })

  describe('in DynamoDB', () => {
    let dynamo: Awaited<ReturnType<typeof startDynamo>>
    beforeAll(async () => {
      dynamo = await startDynamo()
    })
    afterAll(() => dynamo.close())

    test('exactly three', async () => {
      const tables = await dynamo.makeTables()
      expect(await hundredClaims(dynamoPeople(dynamo.client, tables))).toEqual({ promised: 3, claims: 3 })
    })
  })
})
