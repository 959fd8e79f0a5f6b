import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { awsTimers } from '#shared/adapters/aws/timers.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { Visitor } from '../load.ts'

/** Promises as the store has them beside what the phones showed, and timers that presence counts on beside the due table. */
export type Audit = {
  claims: number
  claimsUnshown: number
  shownTwice: number
  shownUnclaimed: number
  timersSet: number
  timersLost: number
}

type Promises = readonly { deviceId: string; messageId: string }[]
type Timers = readonly { mailbox: string; dueAt: number }[]

/** Compares. Pure. */
export const auditOf = (found: { claims: Promises; shown: Promises; set: Timers; due: Timers }): Audit => {
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
  }
}

const nameOf = ({ deviceId, messageId }: Promises[number]) => `${deviceId} ${messageId}`

const hour = 60 * 60_000

/** Asks the store of a laptop what it holds of these visitors. Timers are looked for from `since` until an hour after `now`. */
export const auditStore = async (
  awsUrl: string,
  visitors: readonly Visitor[],
  { since, now }: { since: number; now: number },
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
    return auditOf({
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
