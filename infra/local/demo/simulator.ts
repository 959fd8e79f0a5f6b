import { createPhone, type Phone, type PublishedReport } from '#shared/client/phone.ts'
import type { PhoneClock } from '#shared/client/phone-clock.ts'
import { within } from '#shared/client/within.ts'
import type { Message } from '#shared/domain/message.ts'
import { type Crowd, startCrowd } from './crowd.ts'
import { createDemoApi, type DemoTokens } from './demo-api.ts'
import { createGatewayEars, createPhoneEars } from './ears.ts'
import { connectGateway } from './gateway.ts'
import { readIdentities, writeIdentities } from './identities.ts'
import { type Loaded, loadDemo } from './load.ts'
import { people } from './people.ts'
import { seededRandom } from './random.ts'
import { reactTo } from './reactions.ts'
import { store } from './store.ts'
import { type DemoClock, everySecond } from './ticker.ts'

const shoppersAtATime = 10
const closeWithinMilliseconds = 1000 // of wall time: at most one report of each phone is waiting
const stepPatienceMilliseconds = 250 // of wall time: a stepped clock waits so long for a report to be acknowledged

type SimulatorOptions = {
  apiUrl: string
  mqttUrl: string
  tokens: DemoTokens
  clock: DemoClock
  /** The same seed gives the same walks and the same radio. */
  seed: number
  shoppers?: number
  /** Where the phones' identities are kept from one run to the next. */
  identitiesFile: string
  onPublished(deviceId: string, report: PublishedReport): void
  onShown(deviceId: string, message: Message): void
  /** A phone or gateway lost its connection or was refused. It goes on trying. */
  onTrouble(who: string, error: Error): void
}

type Simulator = {
  /** Takes everybody out of the store; phones send what they still hold. */
  stop(): Promise<void>
}

/** Loads the demo over the API and walks shoppers through the store until it is stopped, over real MQTT. */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const { apiUrl, identitiesFile } = options
  const kept = await readIdentities(identitiesFile)
  const loaded = await loadDemo(createDemoApi(apiUrl, options.tokens), apiUrl, kept)
  await writeIdentities(identitiesFile, loaded.identities)

  const phones = await switchPhonesOn(options, loaded)
  const crowd = letShoppersIn(options, phones)
  const stopGateways = switchGatewaysOn(options, loaded, crowd)
  return {
    stop: async () => {
      crowd.stop()
      await Promise.all([stopGateways(), ...[...phones.values()].map((phone) => phone.close())])
    },
  }
}

type Phones = ReadonlyMap<string, Phone>

const switchPhonesOn = async (options: SimulatorOptions, { identities }: Loaded): Promise<Phones> => {
  const { mqttUrl, clock } = options
  const phones = new Map<string, Phone>()
  for (const [personId, { deviceId, token }] of identities) {
    const phone = await createPhone({
      identity: { deviceId, token },
      mqttUrl,
      venueId: store.id,
      clock: phoneClock(clock),
      limits: { closeWithinMilliseconds },
    })
    const random = seededRandom(options.seed, `taps of ${personId}`)
    phone.onPublished((report) => options.onPublished(deviceId, report))
    phone.onMessage((message) => {
      options.onShown(deviceId, message)
      reactTo(phone, message, random, clock)
    })
    phone.onTrouble((error) => options.onTrouble(`the phone of ${personId}`, error))
    phones.set(personId, phone)
  }
  return phones
}

const letShoppersIn = ({ clock, seed, shoppers = shoppersAtATime }: SimulatorOptions, phones: Phones): Crowd => {
  const ears = new Map([...phones.keys()].map((personId) => [personId, createPhoneEars(seed, personId)]))
  return startCrowd({
    people,
    clock,
    seed,
    size: shoppers,
    onStep: ({ id }, position, at) => {
      const phone = phones.get(id)
      const heard = ears.get(id)?.(position, at) ?? []
      if (!phone || heard.length === 0) return
      phone.report(...heard)
      return within(stepPatienceMilliseconds, phone.drained())
    },
  })
}

const switchGatewaysOn = (options: SimulatorOptions, { gatewayTokens }: Loaded, crowd: Crowd) => {
  const { mqttUrl, clock, seed } = options
  const gateways = store.gateways.map((gateway, index) => {
    const hear = createGatewayEars(seed, gateway.id)
    const connected = connectGateway({
      mqttUrl,
      venueId: store.id,
      gateway,
      token: gatewayTokens.get(gateway.id) ?? '',
      onTrouble: (error) => options.onTrouble(`gateway ${gateway.id}`, error),
    })
    const report = () => {
      const at = clock.now()
      connected.report(hear(tagsOf(crowd.present(at)), at), at)
    }
    const phase = (1000 * index) / store.gateways.length
    return { connected, stop: everySecond(clock, report, clock.now() + phase) }
  })
  return async () => {
    for (const { stop } of gateways) stop()
    await Promise.all(gateways.map(({ connected }) => connected.close()))
  }
}

const tagsOf = (present: ReturnType<Crowd['present']>) =>
  present.flatMap(({ person: { tagAddress }, position }) =>
    tagAddress === undefined ? [] : [{ address: tagAddress, position }],
  )

const phoneClock = ({ now, at }: DemoClock): PhoneClock => ({
  now,
  after: (milliseconds, callback) => at(now() + milliseconds, callback),
})
