import { readFileSync } from 'node:fs'
import { dynamodb, firehose, iotData } from '#shared/adapters/aws/clients.ts'
import { firehoseJournal, iotPhones } from '#shared/adapters/aws/outlets.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { dynamoReleases } from '#shared/adapters/aws/releases.ts'
import { emptyLedger } from '#shared/domain/ledger.ts'
import { env } from '#shared/lambda/environment.ts'
import { streamHandler } from '#shared/lambda/stream.ts'
import { type Cargo, cargoFile } from './cargo.ts'
import { crossing } from './place.ts'

// The floor that engage-visitors is measured against: the same calls through the same adapters, in the same rounds, with
// items and lines that engage-visitors itself wrote; and nothing is folded, decided or checked.

const pointerEveryMs = 5000

const { presence, claim, happened, outcomes } = JSON.parse(
  readFileSync(new URL(`./${cargoFile}`, import.meta.url), 'utf8'),
) as Cargo

const db = dynamodb()
const presences = dynamoPresences(db, env('PRESENCE_TABLE'))
const people = dynamoPeople(db, { directory: env('DIRECTORY_TABLE'), ledgers: env('LEDGERS_TABLE') })
const releases = dynamoReleases(db, env('RELEASES_TABLE'))
const phones = iotPhones(iotData())
const journal = firehoseJournal(firehose(), env('JOURNAL_STREAM'))

let pointerReadAt = Number.NEGATIVE_INFINITY

const readPointer = async () => {
  if (performance.now() - pointerReadAt < pointerEveryMs) return
  pointerReadAt = performance.now()
  await releases.pointer(Date.now())
}

/** A record of the stream: a phone's report, or what the API says of a device. */
type Body = { body?: string; receivedAt: number; customerId?: string | null }
type Report = { sightings: { id: string }[] }

export const handler = streamHandler(async (records) => {
  const reads = records.map(({ sequence, partitionKey, data, arrivedAt }) => {
    const { body, ...own } = JSON.parse(Buffer.from(data).toString('utf8')) as Body
    const report = body === undefined ? undefined : (JSON.parse(Buffer.from(body, 'base64').toString()) as Report)
    const crosses = report?.sightings[0]?.id.startsWith(crossing) === true
    return {
      sequence,
      mailbox: partitionKey,
      deviceId: partitionKey.slice('device:'.length),
      arrivedAt,
      own,
      report,
      crosses,
    }
  })
  const mailboxes = [...Map.groupBy(reads, ({ mailbox }) => mailbox)]
  const [, stored] = await Promise.all([readPointer(), presences.find(mailboxes.map(([mailbox]) => mailbox))])
  const customerOf = (mailbox: string) => stored.get(mailbox)?.customerId ?? ''

  const crossings = reads.filter(({ crosses }) => crosses)
  if (crossings.length > 0) {
    const customerIds = crossings.map(({ mailbox }) => customerOf(mailbox))
    const ledgerIds = customerIds.map((id) => `customer:${id}`)
    const { ledgers } = await people.find({ customerIds, ledgerIds })
    await Promise.all(
      crossings.map(({ mailbox, sequence, deviceId, arrivedAt }) => {
        const ledgerId = `customer:${customerOf(mailbox)}`
        const ledger = ledgers.get(ledgerId) ?? emptyLedger
        const promised = { ...claim, momentId: sequence.slice(-claim.momentId.length), deviceId, at: arrivedAt }
        return people.saveLedger(ledgerId, { ...ledger, claims: [...ledger.claims, promised] })
      }),
    )
    await Promise.all(crossings.map(({ deviceId }) => phones.publish(deviceId, claim.message)))
    await journal.append(crossings.flatMap(() => happened))
  }
  await Promise.all(
    mailboxes.map(([mailbox, own]) => {
      const version = stored.get(mailbox)?.version ?? 0
      const told = own.map((read) => read.own.customerId).findLast((id) => id !== undefined)
      const customerId = told ?? customerOf(mailbox)
      return presences.save(mailbox, { ...presence, deviceId: mailbox.slice('device:'.length), customerId, version })
    }),
  )
  await journal.append(
    reads.map(({ sequence, mailbox, report }) => ({
      ...outcomes,
      record: sequence,
      mailbox,
      outcomes: outcomes.outcomes
        .slice(0, report?.sightings.length ?? 1)
        .map((one, index) => withId(one, report, index)),
    })),
  )
  return []
})

const withId = (
  { id: _, ...outcome }: Cargo['outcomes']['outcomes'][number],
  report: Report | undefined,
  index: number,
) => {
  const id = report?.sightings[index]?.id
  return id === undefined ? outcome : { ...outcome, id }
}
