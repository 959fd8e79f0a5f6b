import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { dynamoOccupancies } from '#shared/adapters/aws/occupancy.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { Visitor } from '../load.ts'

/**
 * Promises as the store has them beside what the phones showed, timers that presence counts on beside the due table, and who is
 * counted in the venue beside whom presence has there.
 */
export type Audit = {
  claims: number
  claimsUnshown: number
  shownTwice: number
  shownUnclaimed: number
  timersSet: number
  timersLost: number
  miscounted: number
}

type Promises = readonly { deviceId: string; messageId: string }[]
/** The zones of each visitor. */
type Zones = readonly (readonly string[])[]
type Timers = readonly { mailbox: string; dueAt: number }[]

/** Compares. Pure. */
export const auditOf = (found: {
  claims: Promises
  shown: Promises
  set: Timers
  due: Timers
  there: Zones
  counted: Zones
}): Audit => {
  const claimed = new Set(found.claims.map(nameOf))
  const shown = new Set(found.shown.map(nameOf))
  const due = new Set(found.due.map(({ mailbox, dueAt }) => `${mailbox} ${dueAt}`))
  return {
    claims: claimed.size,
    claimsUnshown: [...claimed].filter((one) => !shown.has(one)).length,
    shownTwice: found.shown.length - shown.size,
    shownUnclaimed: [...shown].filter((one) => !claimed.has(one)).length,
    timersSet: found.set.length,
    timersLost: found.set.filter(({ mailbox, dueAt }) => !due.has(`${mailbox} ${dueAt}`)).length,
    miscounted: lacking(found.there, found.counted) + lacking(found.counted, found.there),
  }
}

const nameOf = ({ deviceId, messageId }: Promises[number]) => `${deviceId} ${messageId}`

/** How many visitors of the one list have nobody in the same zones in the other. */
const lacking = (visitors: Zones, others: Zones): number => {
  const left = others.map((zones) => zones.toSorted().join())
  return visitors.filter((zones) => {
    const place = left.indexOf(zones.toSorted().join())
    if (place !== -1) left.splice(place, 1)
    return place === -1
  }).length
}

const hour = 60 * 60_000

/** Asks the store of a laptop what it holds of these visitors. Timers are looked for from `since` until an hour after `now`. */
export const auditStore = async (
  awsUrl: string,
  visitors: readonly Visitor[],
  { venueId, since, now }: { venueId: string; since: number; now: number },
): Promise<Audit> => {
  const client = {
    endpoint: awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'auditor', secretAccessKey: 'laptop' },
  }
  const [db, sqs] = [new DynamoDBClient(client), new SQSClient(client)]
  try {
    const { TableNames = [] } = await db.send(new ListTablesCommand({}))
    const table = (name: RegExp) => {
      const found = TableNames.find((one) => name.test(one))
      if (found === undefined) throw new Error(`no table is called ${name}: ${TableNames.join(', ')}`)
      return found
    }
    const people = dynamoPeople(db, { directory: table(/directory/i), ledgers: table(/ledger/i) })
    const ledgerIds = visitors.flatMap(({ deviceId, customerId }) => [`device:${deviceId}`, `customer:${customerId}`])
    const { ledgers } = await people.find({ customerIds: [], ledgerIds })
    const mailboxes = visitors.map(({ deviceId }) => deviceMailbox(deviceId))
    const presences = await dynamoPresences(db, table(/presence/i)).find(mailboxes)
    const due = await awsTimers(db, sqs, { table: table(/due/i), queueUrl: '' }).due(since, now + hour)
    const visits = [...presences.values()].flatMap(({ visit }) => visit ?? [])
    const occupancies = dynamoOccupancies(db, table(/counts/i))
    return auditOf({
      there: visits.map(({ stays }) => stays.map(({ zoneId }) => zoneId)),
      counted: await occupancies.visitors(venueId, now),
      claims: [...ledgers.values()].flatMap(({ claims }) =>
        claims.map(({ deviceId, message }) => ({ deviceId, messageId: message.id })),
      ),
      shown: visitors.flatMap(({ deviceId, shown }) => shown.map((messageId) => ({ deviceId, messageId }))),
      set: [...presences].flatMap(([mailbox, { timerAt }]) =>
        timerAt === undefined ? [] : [{ mailbox, dueAt: timerAt }],
      ),
      due,
    })
  } finally {
    db.destroy()
    sqs.destroy()
  }
}
