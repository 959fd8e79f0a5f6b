import { setTimeout as sleep } from 'node:timers/promises'
import { dynamodb } from '#shared/adapters/aws/clients.ts'
import { dynamoPeople } from '#shared/adapters/aws/people.ts'
import { dynamoPresences } from '#shared/adapters/aws/presences.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Claim } from '#shared/domain/ledger.ts'
import type { Presence } from '#shared/domain/presence.ts'
import type { Crowd } from './crowd.ts'
import type { LoadedSystem } from './system.ts'

/** What `engage-visitors` wrote for one report that crossed: the floor carries the same, so that its calls are as large. */
export type Cargo = {
  presence: Presence
  claim: Claim
  happened: readonly JournalEntry[]
  outcomes: Extract<JournalEntry, { type: 'outcomes' }>
}

export const cargoFile = 'cargo.json'

const reportsBefore = 12 // a presence has its usual size when it has forgotten its first sightings
const reportEveryMs = 1000

/** Lets the first phone of a crowd report for some seconds, and takes what was written for its last report. `env` is the function's. */
export const loadCargo = async (
  system: LoadedSystem,
  crowd: Crowd,
  env: Readonly<Record<string, string>>,
): Promise<Cargo> => {
  const deviceId = crowd.deviceIds[0] ?? ''
  for (let report = 0; report < reportsBefore; report++) {
    crowd.report(0, report === 0)
    await sleep(reportEveryMs)
  }
  await system.ask('watch', deviceId)
  crowd.report(0, true)
  await sleep(reportEveryMs)
  await system.ask('idle')
  const entries = await system.ask('watched')

  Object.assign(process.env, env, { AWS_ENDPOINT_URL: system.awsUrl })
  const db = dynamodb()
  const mailbox = deviceMailbox(deviceId)
  const presence = (await dynamoPresences(db, env.PRESENCE_TABLE ?? '').find([mailbox])).get(mailbox)
  const ledgerId = `customer:${presence?.customerId}`
  const people = dynamoPeople(db, { directory: env.DIRECTORY_TABLE ?? '', ledgers: env.LEDGERS_TABLE ?? '' })
  const claim = (await people.find({ customerIds: [], ledgerIds: [ledgerId] })).ledgers.get(ledgerId)?.claims.at(-1)
  db.destroy()
  const outcomes = entries.find((entry) => entry.type === 'outcomes')
  if (presence === undefined || claim === undefined || outcomes === undefined)
    throw new Error(`a report that crossed caused no message: ${(await system.ask('status')).trouble.join('; ')}`)
  return { presence, claim, happened: entries.filter(({ type }) => type !== 'outcomes'), outcomes }
}
