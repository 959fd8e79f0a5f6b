import type { QuarterSketch } from './domain/anonymous-counts.ts'
import type { AuditEntry } from './domain/audit.ts'
import type { Customer, Device } from './domain/customer.ts'
import type { HealthBoard, HealthNote, UsualHour } from './domain/health.ts'
import type { Job } from './domain/job.ts'
import type { JournalEntry } from './domain/journal.ts'
import type { Ledger } from './domain/ledger.ts'
import type { Message } from './domain/message.ts'
import type { Membership } from './domain/occupancy.ts'
import type { Page } from './domain/page-of.ts'
import type { Presence } from './domain/presence.ts'
import type { Runs } from './domain/runs.ts'
import type { Sketch } from './domain/sketch.ts'
import type { Acceptance } from './ports/acceptance.ts'
import type { CalibrationWalks, RadioMapJobs, RadioMaps } from './ports/calibration.ts'
import type { Drafts } from './ports/drafts.ts'
import type { JourneyPorts } from './ports/journeys.ts'
import type { Codes, Offers, Withdrawals } from './ports/offers.ts'
import type { Releases } from './ports/releases.ts'
import type { Written } from './ports/written.ts'

export type { CalibrationWalks, RadioMapJobs, RadioMaps } from './ports/calibration.ts'
export type { Draft, Drafts, VenueDraft } from './ports/drafts.ts'
export type { LivePointer, ReleaseSummary, Releases } from './ports/releases.ts'
export type { Written } from './ports/written.ts'

/**
 * All that Usher needs from outside. Two adapters hold to one contract test: `adapters/aws` and `adapters/memory.ts`.
 * Every call rejects on an outage; what the business expects (a conflict, nothing found) is a value.
 */
export type Ports = JourneyPorts & {
  presences: Presences
  people: People
  devices: Devices
  releases: Releases
  drafts: Drafts
  audit: Audit
  timers: Timers
  phones: Phones
  journal: Journal
  parking: Parking
  failedBatches: FailedBatches
  webhooks: Webhooks
  events: Events
  radioMaps: RadioMaps
  calibrationWalks: CalibrationWalks
  radioMapJobs: RadioMapJobs
  jobs: Jobs
  files: Files
  occupancies: Occupancies
  anonymous: AnonymousCounts
  health: Health
  offers: Offers
  codes: Codes
  withdrawals: Withdrawals
  acceptance: Acceptance
}

export type Presences = {
  /** One consistent read round. Mailboxes that have no presence yet are missing from the answer. */
  find(mailboxes: readonly string[]): Promise<Map<string, Presence>>
  /** Takes only if the stored version is still `presence.version`; stores it as the next one. */
  save(mailbox: string, presence: Presence): Promise<Written>
}

/** What is known of a set of people, read in one round: who they are, what must be decided together, and their runs, by ledger. */
export type PeopleFound = { customers: Map<string, Customer>; ledgers: Map<string, Ledger>; runs: Map<string, Runs> }

export type People = {
  find(keys: { customerIds: readonly string[]; ledgerIds: readonly string[] }): Promise<PeopleFound>
  /** Stores who she is; which phones are hers is a matter of `bindPhone` and `releasePhone`. */
  saveCustomer(customer: Omit<Customer, 'deviceIds'>): Promise<void>
  bindPhone(customerId: string, deviceId: string): Promise<void>
  releasePhone(customerId: string, deviceId: string): Promise<void>
  /** Takes only if the stored version is still `ledger.version`; stores it as the next one. */
  saveLedger(ledgerId: string, ledger: Ledger): Promise<Written>
  /** Stores the runs that go with a ledger, unless later ones are stored already. */
  saveRuns(ledgerId: string, runs: Runs): Promise<void>
}

export type Devices = {
  find(deviceId: string): Promise<Device | undefined>
  /** Devices by the HMAC of their hardware address. Unregistered ones are missing from the answer. */
  findByHardware(hardwareKeys: readonly string[]): Promise<Map<string, Device>>
  /** Stores a device; where its hardware key has changed, the old one leads nowhere. */
  save(device: Device): Promise<void>
}

/** Who did what, for about a year. */
export type Audit = {
  /** Writes an entry down, or writes it again with another state. */
  write(entry: AuditEntry): Promise<void>
  /** Forgets one of which nothing came. */
  forget(entry: AuditEntry): Promise<void>
  /** The newest first: all, or what concerned one venue, alone or with all others. */
  list(venueId: string | undefined, page: Page): Promise<{ entries: AuditEntry[]; next?: string }>
}

export type Timer = { mailbox: string; dueAt: number }

/** A timer that is written down. `far` ones were due too late to be started when they were armed. */
export type DueTimer = Timer & { far: boolean }

export type Timers = {
  /** Writes each timer down, and starts it too where it is due within 15 minutes of `now`. Arming twice is harmless. */
  arm(timers: readonly Timer[], now: number): Promise<void>
  /** Forgets timers that have done their work. */
  clear(timers: readonly Timer[]): Promise<void>
  /** Timers written down for the minutes from `from` up to `until`, oldest first. */
  due(from: number, until: number): Promise<DueTimer[]>
  /** Starts timers without writing them down again. */
  start(timers: readonly Timer[], now: number): Promise<void>
  /** Up to when no timer is overdue any more. */
  cursor(): Promise<number | undefined>
  moveCursor(to: number): Promise<void>
}

export type Phones = {
  /** Publishes to the phone's own topic at quality of service 1. */
  publish(deviceId: string, message: Message): Promise<void>
}

export type Journal = { append(entries: readonly JournalEntry[]): Promise<void> }

/**
 * Something that could not be understood or done, with its bytes (`body`, base64), so that it can be looked at and driven
 * again. `id` and `reason` make parking twice harmless; of one record several reasons may be parked, each with all of it.
 */
export type Parked = {
  id: string
  reason: string
  detail: string
  body: string
  topic?: string
  at: number
  /** The mailbox under which `body` came from the stream, and goes back into it. */
  mailbox?: string
  /** A gateway's message as it came, readable with the hardware key only: `body` shows it without its addresses. */
  sealed?: string
  /** How often it was driven again and parked again. */
  attempts?: number
  /** What `body` had before it was cut to what the store holds; it can't be driven again. */
  cutFromBytes?: number
}

/** What a list shows of something parked. */
export type ParkedSummary = Omit<Parked, 'body' | 'sealed'>

/** Times in milliseconds since 1970, `from` up to `until`. */
export type ParkedRange = { from: number; until: number; reason?: string }

export type Parking = {
  park(parked: readonly Parked[]): Promise<void>
  /** The newest first; `next` is where the list goes on, for `after`. */
  list(range: ParkedRange, page: { limit: number; after?: string }): Promise<{ parked: ParkedSummary[]; next?: string }>
  /** How many there are of each reason. Counts no further than about `atMost`, and says so. */
  count(range: ParkedRange, atMost: number): Promise<{ counts: Record<string, number>; complete: boolean }>
  /** All that is parked of one record, by reason. */
  find(id: string): Promise<Parked[]>
  /** Forgets these, but not what was parked again since it was found (its `attempts` are others). */
  forget(parked: readonly Pick<Parked, 'id' | 'reason' | 'attempts'>[]): Promise<void>
}

/** A batch of the stream that was given up. Its id is its place: `aws/lambda/<mapping>/<shard>/yyyy/MM/dd/<time>-<uuid>`. */
export type FailedBatchSummary = { id: string; at: number; bytes: number }

/** `condition` says why it was given up; `records` are as the stream had them, in order. */
export type FailedBatch = Omit<FailedBatchSummary, 'bytes'> & {
  condition: string
  records: readonly { key: string; arrivedAt: number; data: Uint8Array }[]
}

export type FailedBatches = {
  /** In the order of their places; `next` is where the list goes on, for `after`. */
  list(page: { limit: number; after?: string }): Promise<{ batches: FailedBatchSummary[]; next?: string }>
  find(id: string): Promise<FailedBatch | undefined>
  forget(id: string): Promise<void>
}

/**
 * A location engine's door at a venue. `generation` numbers its secrets from 1 on; the one before is good until
 * `previousUntil`, in milliseconds since 1970.
 */
export type Webhook = { generation: number; previousUntil: number }

export type Webhooks = {
  /** A webhook, if somebody opened it, and until when one delivery, if it was taken in, is remembered, in one round. */
  find(webhookId: string, deliveryId?: string): Promise<{ webhook?: Webhook; takenUntil?: number }>
  /** Takes only if the stored generation is the one before, or it is the first. */
  save(webhookId: string, webhook: Webhook): Promise<Written>
  /** Remembers a delivery; conflicts with the same one that is still remembered at `now`. Milliseconds since 1970. */
  remember(deliveryId: string, times: { now: number; until: number }): Promise<Written>
}

export type Occupancies = {
  /** Takes note of where visitors are, unless something newer is known of them: what is repeated changes nothing. */
  note(memberships: readonly Membership[]): Promise<void>
  /** The zones of every visitor who is in a venue. Whoever has not changed zones for a day before `now` is not among them. */
  visitors(venueId: string, now: number): Promise<readonly (readonly string[])[]>
  /** The ledgers of the same visitors, of all who are in a venue, or in one zone of it. */
  present(venueId: string, zoneId: string | undefined, now: number): Promise<readonly string[]>
}

/** A sketch of its own for each gateway, quarter of an hour (its start) and innermost zone: they are united when they are read. */
export type SketchPlace = { venueId: string; gatewayId: string; quarter: number; zoneId: string | undefined }

export type AnonymousCounts = {
  /** The salt of a venue's day, which ends at `until`: made by whoever asks first, undefined once it is destroyed. */
  salt(venueId: string, day: string, until: number): Promise<Uint8Array | undefined>
  /** Destroys the salts of all days that have ended, and says how many that were. */
  destroySalts(now: number): Promise<number>
  /** Raises a stored sketch to all that this one saw, and returns it. Doing it twice changes nothing. */
  raise(place: SketchPlace, sketch: Sketch): Promise<Sketch>
  /** The sketches of the quarters of an hour from the one that `from` is in, up to `until`. */
  sketches(venueId: string, from: number, until: number, now: number): Promise<readonly QuarterSketch[]>
}

/** A record for the stream: `key` is the mailbox, `body` what the stream's schema reads; bytes go as they are. */
export type StreamRecord = { key: string; body: unknown }

export type Events = {
  /** Appends to the stream in order. Records that it did not take are sent again; rejects if some still are not taken. */
  put(records: readonly StreamRecord[]): Promise<void>
}

export type Jobs = {
  find(venueId: string, jobId: string): Promise<Job | undefined>
  /** The newest first. */
  list(venueId: string, limit: number): Promise<Job[]>
  /** Takes only if the stored version is still `job.version`; stores it as the next one. */
  save(job: Job): Promise<Written>
}

/** An address that whoever has it may use until `expiresAt` (milliseconds since 1970). */
export type Link = { url: string; expiresAt: number }

/** Files that are too large for a request or an answer: they come and go by addresses of their own. */
export type Files = {
  /** Where exactly so many bytes may be put, with these headers. */
  uploadLink(
    key: string,
    bytes: number,
    now: number,
  ): Promise<Link & { method: 'PUT'; headers: Record<string, string> }>
  /** Where a file can be fetched, to be saved under this name. */
  downloadLink(key: string, fileName: string, now: number): Promise<Link>
  read(key: string): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> } | undefined>
  write(key: string, body: Uint8Array): Promise<void>
}

/** A note as it is kept: `noteId` is its own. */
export type KeptNote = { noteId: string; note: HealthNote }

export type Health = {
  /** Keeps what one running function heard at a venue. Notes are spread, so that many may be written at once. */
  note(venueId: string, note: HealthNote): Promise<void>
  /** All notes of a venue that were not forgotten yet. */
  notes(venueId: string): Promise<KeptNote[]>
  forgetNotes(venueId: string, noteIds: readonly string[]): Promise<void>
  board(venueId: string): Promise<HealthBoard | undefined>
  /** Takes only if the stored version is still `board.version`; stores it as the next one. Rejects what no item holds. */
  saveBoard(venueId: string, board: HealthBoard): Promise<Written>
  /** What an hour of the week (0 to 167) is known by. */
  usualHour(venueId: string, hourOfWeek: number): Promise<UsualHour | undefined>
  saveUsualHour(venueId: string, hourOfWeek: number, hour: UsualHour): Promise<void>
}
