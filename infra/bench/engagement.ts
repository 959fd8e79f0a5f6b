import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { packed } from '#shared/adapters/aws/items.ts'
import { packSeen } from '#shared/adapters/aws/presences.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import { withTimer } from '#shared/domain/presence.ts'
import { compileRelease, type Release } from '#shared/domain/release.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { consenting, customerOf, deviceOf, presenceOf, recordOf } from './crowd.ts'
import { environment } from './environment.ts'
import { releaseOf } from './mall.ts'
import { measureRate } from './measure.ts'
import type { NullItems } from './null-services.ts'
import { takeRecord } from './pure-path.ts'
import type { Result } from './result.ts'

const batchSize = 100
const journeys = 1000

/** A hundred shoppers who report once more. The fourth report of a shop changes nothing, the first of the next shop matches. */
type Scene = { name: string; firstShopper: number; report: number }
const scenes: readonly Scene[] = [
  { name: 'without a match', firstShopper: 0, report: 3 },
  { name: 'with a match each', firstShopper: batchSize, report: 5 },
]

const shoppersOf = ({ firstShopper }: Scene) => Array.from({ length: batchSize }, (_, i) => firstShopper + i)

type Handler = (event: object, context: object) => Promise<{ batchItemFailures: readonly unknown[] }>

/** `engage-visitors` as it is deployed, its SDK against services that answer at once: CPU per record of twenty sightings. */
export const measureEngagement = async (bundles: string, seconds: number): Promise<Result[]> => {
  const services = fork(join(import.meta.dirname, 'null-services.ts'))
  try {
    const release = compileRelease(releaseOf(journeys))
    services.send(itemsOf(release))
    const [port] = (await once(services, 'message')) as [number]
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })
    const file = join(bundles, 'engage-visitors', 'index.mjs')
    const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler }
    const results: Result[] = []
    for (const scene of scenes) {
      const event = eventOf(scene)
      const name = `engage-visitors, batches of ${batchSize} reports, ${scene.name}`
      const { value, p50Us, p99Us } = await quietly(() =>
        measureRate(name, { events: batchSize, seconds }, async () => {
          const { batchItemFailures } = await handler(event, {})
          if (batchItemFailures.length > 0) throw new Error(`${name}: ${batchItemFailures.length} records failed`)
        }),
      )
      results.push({ name, unit: 'µs of CPU a report', value: 1e6 / value, p50Us, p99Us })
    }
    return results
  } finally {
    services.kill()
  }
}

/** The handler's counts are made, and not printed among the results. */
const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
  const { write } = process.stdout
  process.stdout.write = () => true
  try {
    return await work()
  } finally {
    process.stdout.write = write
  }
}

const eventOf = (scene: Scene) => ({
  Records: shoppersOf(scene).map((shopper) => {
    const { sequence, partitionKey, arrivedAt, data } = recordOf(shopper, scene.report)
    return {
      kinesis: {
        sequenceNumber: sequence,
        partitionKey,
        approximateArrivalTimestamp: arrivedAt / 1000,
        data: Buffer.from(data).toString('base64'),
      },
    }
  }),
})

/** What the tables hold when the scenes begin. */
const itemsOf = (release: Release): NullItems => {
  const shoppers = scenes.flatMap((scene) => shoppersOf(scene).map((shopper) => ({ shopper, report: scene.report })))
  const customers = shoppers.map(({ shopper }) => customerOf(shopper))
  const { version, ...ledger } = consenting
  const live = { pk: { S: 'live' }, sk: { S: 'pointer' }, version: { S: release.version } }
  const chunk = { chunks: { N: '1' }, data: { B: Buffer.from(packed(releaseOf(journeys))).toString('base64') } }
  return {
    presence: Object.fromEntries(
      shoppers.map(({ shopper, report }) => [deviceMailbox(deviceOf(shopper)), presenceItem(shopper, report, release)]),
    ),
    directory: Object.fromEntries(
      customers.map(({ deviceIds, ...state }) => {
        const pk = `customer#${state.id}`
        return [pk, { pk: { S: pk }, state: { S: JSON.stringify(state) }, phones: { SS: deviceIds } }]
      }),
    ),
    ledgers: Object.fromEntries(
      customers.map(({ id }) => {
        const pk = `customer:${id}`
        return [pk, { pk: { S: pk }, version: { N: String(version + 1) }, state: { S: JSON.stringify(ledger) } }]
      }),
    ),
    releases: { 'live/pointer': live, [`release#${release.version}/chunk#0000`]: chunk },
  }
}

/** A presence that has folded all reports before this one, with its timer armed. */
const presenceItem = (shopper: number, report: number, release: Release) => {
  let stand = {
    presence: presenceOf(shopper, release) as ReturnType<typeof presenceOf> | undefined,
    ledger: consenting,
  }
  for (let earlier = 0; earlier < report; earlier++) {
    stand = takeRecord(recordOf(shopper, earlier), stand, shopper, rulesOf(release)).stand
  }
  if (!stand.presence) throw new Error(`${deviceOf(shopper)} has no presence`)
  const { seen, version, ...state } = withTimer(stand.presence, release).presence
  return {
    pk: { S: deviceMailbox(deviceOf(shopper)) },
    version: { N: String(version + 1) },
    state: { B: deflateRawSync(JSON.stringify(state)).toString('base64') },
    seen: { B: Buffer.from(packSeen(seen, state.newestAt)).toString('base64') },
  }
}
