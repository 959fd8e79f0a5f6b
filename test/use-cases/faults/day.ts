import fc from 'fast-check'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aJourney, aReleaseContent, at } from '#test/support/builders.ts'
import { aRecord, aReport, enrolled, identified, knowAda, openStore, published } from '../support.ts'

export const phones = ['phone-1', 'phone-2', 'phone-3'] as const
type Phone = (typeof phones)[number]

type Step = { phone: Phone } & (
  | { does: 'report'; spot: 'boots' | 'shoes' | 'watches' | 'cafe' }
  | { does: 'identify'; customerId: 'ada' | 'ben' | null }
  | { does: 'receipt' | 'poison' | 'rest' }
)

/** What three phones do, one thing after the other: five seconds each, a rest is longer than any stay. */
export type Day = readonly Step[]

const phone = fc.constantFrom(...phones)

export const days: fc.Arbitrary<Day> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        phone,
        does: fc.constant('report' as const),
        spot: fc.constantFrom('shoes' as const, 'boots' as const, 'watches' as const, 'cafe' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        phone,
        does: fc.constant('identify' as const),
        customerId: fc.constantFrom('ada' as const, 'ben' as const, null),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ phone, does: fc.constantFrom('receipt' as const, 'poison' as const, 'rest' as const) }),
    },
  ),
  { minLength: 1, maxLength: 9 },
)

/** The records of a day, in the order of arrival. */
const recordsOf = (day: Day) => {
  let seconds = 60
  return day.flatMap((step): StreamedRecord[] => {
    seconds += step.does === 'rest' ? 300 : 5
    const { phone } = step
    switch (step.does) {
      case 'report':
        return [aReport(phone, seconds, step.spot)]
      case 'identify':
        return [identified(phone, step.customerId, seconds)]
      case 'receipt': {
        const receipt = { messageId: `message-${seconds}`, event: 'opened', at: at(seconds) }
        return [
          aRecord(
            `device:${phone}`,
            published(phone, receipt, seconds, { topic: `usher/devices/${phone}/receipts` }),
            seconds,
          ),
        ]
      }
      case 'poison':
        return [aRecord(`device:${phone}`, 'not JSON', seconds)]
      default:
        return []
    }
  })
}

/** Two phones share a shard, the third has one of its own. */
export const shardsOf = (day: Day) => {
  const records = recordsOf(day)
  const isAlone = ({ partitionKey }: (typeof records)[number]) => partitionKey === 'device:phone-2'
  return [records.filter((one) => !isAlone(one)), records.filter(isAlone)]
}

const { zoneId: _, ...anywhere } = aJourney().entrance

/** Marketing under two caps, and a service that needs none. */
export const journeys = [
  aJourney({ frequencyCaps: [{ limit: 2, windowSeconds: 3600, scope: 'journey' }] }),
  aJourney({
    id: 'any-zone',
    priority: 10,
    entrance: anywhere,
    frequencyCaps: [{ limit: 3, windowSeconds: 3600, scope: 'customer' }],
  }),
  aJourney({ id: 'help', entrance: anywhere, step: { class: 'service' } }),
]

export const aSecondRelease = aReleaseContent({
  version: 'release-2',
  journeys: journeys.map((journey) => ({ ...journey, id: `${journey.id}-2` })),
})

/** Two phones and Ada allow marketing; the third phone and Ben were never asked. */
export const openForTheDay = async () => {
  const store = await openStore({ phones: ['phone-1', 'phone-2'], release: { journeys } })
  await knowAda(store.memory)
  await store.engage([enrolled('phone-3')])
  return store
}
