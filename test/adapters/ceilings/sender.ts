import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoCeilings } from '#shared/adapters/aws/ceilings.ts'
import { noon } from '#test/support/offers.ts'
import { towards } from '../dynalite.ts'

/** Asks for room for its messages, in batches, a few at a time, and prints how many were admitted. */
const [, , endpoint = '', table = '', mine = '', many = '0', batch = '1', ceiling = '0', ofVenue = '0'] = process.argv
const client = new DynamoDBClient(towards(endpoint))
const { admit } = dynamoCeilings(client, table)
const ceilings = [
  { key: '*', perMinute: Number(ceiling) },
  { key: 'store', perMinute: Number(ofVenue) },
]
const atOnce = 4

let next = 0
let admitted = 0
const work = async (): Promise<void> => {
  const from = next
  if (from >= Number(many)) return
  next += Number(batch)
  const messages = Array.from({ length: Number(batch) }, (_, i) => {
    const isOfStore = (from + i) % 2 === 0
    return { messageId: `${mine}-${from + i}`, ceilings: isOfStore ? ceilings : ceilings.slice(0, 1) }
  })
  for (const isIn of (await admit(messages, noon)).values()) if (isIn) admitted++
  return work()
}
await Promise.all(Array.from({ length: atOnce }, work))
client.destroy()
process.stdout.write(`${admitted}\n`)
