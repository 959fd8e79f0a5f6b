import type { Message } from '../domain/message.ts'
import type { Receipt } from '../domain/receipt.ts'
import type { BeaconIdentity } from '../domain/sighting.ts'
import { basicIngest, topics } from '../domain/topic.ts'
import { openConnection, type Publish } from './connection.ts'
import type { Identity } from './enrol.ts'
import { createInbox, emptyInbox } from './inbox.ts'
import { listeners } from './listeners.ts'
import { readMessage } from './message-payload.ts'
import { createOutbox } from './outbox.ts'
import { type PhoneClock, realClock } from './phone-clock.ts'
import { idMaker } from './phone-id.ts'
import { createSaver, memoryStorage, restored, type Storage } from './storage.ts'
import { type WalkItem, type WalkSighting, type WalkTap, walkMessages } from './walk-report.ts'
import { within } from './within.ts'

/** A beacon that the phone heard. `at` in milliseconds since 1970, `rssi` in dBm, `txPower` in dBm at 1 m. */
export type PhoneSighting = { id: string; at: number; beacon: BeaconIdentity; rssi: number; txPower?: number }
export type Heard = Omit<PhoneSighting, 'id'> & { id?: string }

/** Where the phone is: `lon`, `lat` in degrees, or `x`, `y` in metres of `floor`. `accuracyMetres` is the radius that holds it two times out of three. */
export type PhonePosition = ({ lon: number; lat: number } | { x: number; y: number }) & {
  id: string
  at: number
  floor?: string
  accuracyMetres?: number
}
// of each of the two, not of what they have in common
type WithoutId<P> = P extends unknown ? Omit<P, 'id'> & { id?: string } : never
export type Located = WithoutId<PhonePosition>

/** A message of sightings as it leaves the phone. `publishedAt` is wall time, whatever clock the phone lives in. */
export type PublishedReport = { ids: readonly string[]; publishedAt: number }

const defaultLimits = {
  queuedSightings: 2000, // half an hour of one a second; the oldest is dropped and counted
  queuedPositions: 120, // two minutes of one a second: where she was before that is no use to anybody
  queuedOnWalks: 10_000, // of taps and sightings: half an hour without a connection
  queuedReceipts: 200, // more than an app shows in a month
  rememberedIds: 1000, // about 20 kB of storage
  closeWithinMilliseconds: 5000, // of wall time, for what is still waiting
}

// what the backend takes: design, "MQTT topics"
const sightingsPerMessage = 50
const millisecondsPerReport = 1000

export type PhoneOptions = {
  identity: Identity
  /** mqtt:// or ws:// */
  mqttUrl: string
  venueId: string
  clock?: PhoneClock
  storage?: Storage
  limits?: Partial<typeof defaultLimits>
  /** What every payload leaves through: for a replay that repeats each. */
  through?: (publish: Publish) => Publish
}

export type Phone = {
  /** Queues what the phone heard. After a quiet second it leaves at once, else with the next message. */
  report(...heard: Heard[]): void
  /** Queues where the phone is; one leaves a second. */
  reportPosition(position: Located): void
  /** On a calibration walk: the operator says where she is. The walk was started for this phone by the API. */
  tap(walkId: string, tap: WalkTap): void
  /** On a calibration walk: what the phone hears. It counts for the walk and not for where the phone is. */
  reportOnWalk(walkId: string, ...heard: WalkSighting[]): void
  /** Tells what became of a message. `delivered` goes by itself. */
  receipt(messageId: string, event: Receipt['event'], answer?: string): void
  onMessage(listener: (message: Message) => void): void
  /** A card was taken off the screen. */
  onRevoke(listener: (message: Message) => void): void
  onPublished(listener: (report: PublishedReport) => void): void
  /** The connection failed, was refused, or storage did. The phone goes on trying. */
  onTrouble(listener: (error: Error) => void): void
  /** The cards on the screen, oldest first. */
  shown(): readonly Message[]
  /** `sent` and `dropped` are sightings, the others messages. */
  counters(): Record<'sent' | 'dropped' | 'shown' | 'repeated' | 'expired' | 'revoked' | 'unreadable', number>
  /** Resolves once the phone is connected and subscribed. */
  online(): Promise<void>
  /** Resolves when nothing waits to be sent. */
  drained(): Promise<void>
  /** Sends what it can within `closeWithinMilliseconds`, then hangs up. What is left stays in storage. */
  close(): Promise<void>
}

/** The phone's side: picks up where its storage left off, and connects in the background. */
export const createPhone = async (options: PhoneOptions): Promise<Phone> => {
  const { identity, venueId, clock = realClock, storage = memoryStorage() } = options
  const limits = { ...defaultLimits, ...options.limits }
  const key = (part: string) => `usher.${identity.deviceId}.${part}`
  const counted = { shown: 0, repeated: 0, expired: 0, revoked: 0, revocation: 0, unreadable: 0 }
  const messageListeners = listeners<Message>()
  const revokeListeners = listeners<Message>()
  const publishedListeners = listeners<PublishedReport>()
  const troubleListeners = listeners<Error>()
  const cameOnline = listeners<void>()
  const nextId = idMaker()

  const saver = (part: string, snapshot: () => unknown) => {
    const save = createSaver(storage, key(part), snapshot)
    return () => save().catch(troubleListeners.tell)
  }

  const saveSightings = saver('sightings', () => sightings.waiting())
  const sightings = createOutbox<PhoneSighting>({
    limit: limits.queuedSightings,
    batchSize: sightingsPerMessage,
    gapMilliseconds: millisecondsPerReport,
    clock,
    restored: await restored(storage, key('sightings'), []),
    isOnline: () => connection.isOnline(),
    send: (batch) => {
      publishedListeners.tell({
        ids: batch.map((sighting) => sighting.id),
        publishedAt: performance.timeOrigin + performance.now(),
      })
      return publish(basicIngest.sightings(venueId, identity.deviceId), JSON.stringify({ sightings: batch }))
    },
    onChange: saveSightings,
  })

  const savePositions = saver('positions', () => positions.waiting())
  const positions = createOutbox<PhonePosition>({
    limit: limits.queuedPositions,
    batchSize: 1,
    gapMilliseconds: millisecondsPerReport,
    clock,
    restored: await restored(storage, key('positions'), []),
    isOnline: () => connection.isOnline(),
    send: ([position]) => publish(basicIngest.position(venueId, identity.deviceId), JSON.stringify(position)),
    onChange: savePositions,
  })

  const saveWalks = saver('walks', () => walks.waiting())
  const walks = createOutbox<WalkItem>({
    limit: limits.queuedOnWalks,
    batchSize: sightingsPerMessage,
    gapMilliseconds: millisecondsPerReport,
    clock,
    restored: await restored(storage, key('walks'), []),
    isOnline: () => connection.isOnline(),
    send: async (items) => {
      const topic = basicIngest.calibration(venueId, identity.deviceId)
      for (const message of walkMessages(items)) await publish(topic, message)
    },
    onChange: saveWalks,
  })

  const saveReceipts = saver('receipts', () => receipts.waiting())
  const receipts = createOutbox<Receipt>({
    limit: limits.queuedReceipts,
    batchSize: 1,
    gapMilliseconds: 0,
    clock,
    restored: await restored(storage, key('receipts'), []),
    isOnline: () => connection.isOnline(),
    send: ([receipt]) => publish(basicIngest.receipts(identity.deviceId), JSON.stringify(receipt)),
    onChange: saveReceipts,
  })

  const inbox = createInbox(await restored(storage, key('inbox'), emptyInbox), limits.rememberedIds)
  const saveInbox = saver('inbox', inbox.saved)
  const receive = async (payload: Uint8Array) => {
    const message = readMessage(payload)
    if (!message) {
      counted.unreadable += 1
      return
    }
    const { outcome, withdrawn } = inbox.receive(message, clock.now())
    counted[outcome] += 1
    if (outcome === 'repeated') return
    // kept before it is shown and acknowledged: a crash in between must not show it twice
    await saveInbox()
    if (withdrawn) {
      counted.revoked += 1
      revokeListeners.tell(withdrawn)
    }
    if (outcome === 'shown') messageListeners.tell(message)
    if (outcome === 'shown' || outcome === 'revocation') sendReceipt(message.id, 'delivered')
  }

  const sendReceipt: Phone['receipt'] = async (messageId, event, answer) => {
    const kept = receipts.put([{ messageId, event, at: clock.now(), ...(answer === undefined ? {} : { answer }) }])
    if (event === 'opened') {
      inbox.open(messageId)
      await saveInbox()
    }
    await kept
  }

  const connection = openConnection({
    mqttUrl: options.mqttUrl,
    identity,
    topic: topics.messages(identity.deviceId),
    onPayload: receive,
    onOnline: () => {
      sightings.wake()
      positions.wake()
      walks.wake()
      receipts.wake()
      cameOnline.tell()
    },
    onTrouble: troubleListeners.tell,
  })

  const publish = options.through?.(connection.publish) ?? connection.publish

  const drained = async () => {
    await Promise.all([sightings.drained(), positions.drained(), walks.drained(), receipts.drained()])
  }

  return {
    report: (...heard) => sightings.put(heard.map((sighting) => ({ ...sighting, id: sighting.id ?? nextId() }))),
    reportPosition: (position) => positions.put([{ ...position, id: position.id ?? nextId() }]),
    tap: (walkId, tap) => walks.put([{ walkId, tap }]),
    reportOnWalk: (walkId, ...heard) => walks.put(heard.map((sighting) => ({ walkId, sighting }))),
    receipt: sendReceipt,
    onMessage: messageListeners.add,
    onRevoke: revokeListeners.add,
    onPublished: publishedListeners.add,
    onTrouble: troubleListeners.add,
    shown: () => inbox.cards(clock.now()),
    counters: () => {
      const { revocation: _, ...messages } = counted
      return { ...sightings.counters(), ...messages }
    },
    online: () => (connection.isOnline() ? Promise.resolve() : new Promise((resolve) => cameOnline.add(resolve))),
    drained,
    close: async () => {
      if (connection.isOnline()) {
        await within(limits.closeWithinMilliseconds, drained())
      }
      sightings.stop()
      positions.stop()
      walks.stop()
      receipts.stop()
      await connection.close()
      await Promise.all([saveSightings(), savePositions(), saveWalks(), saveReceipts(), saveInbox()])
    },
  }
}
