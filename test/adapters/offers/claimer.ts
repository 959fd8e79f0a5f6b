import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoOffers } from '#shared/adapters/aws/offers.ts'
import { aCatalog, aRequest, noon } from '#test/support/offers.ts'
import { towards } from '../dynalite.ts'

/** Claims shoe care for its share of messages, fifty at a time, and prints the answers of all as one line of JSON. */
const [, , endpoint = '', table = '', first = '0', step = '1', many = '0', stock = '0'] = process.argv
const client = new DynamoDBClient(towards(endpoint))
const { offers } = dynamoOffers(client, table, async () => '0000')
const catalog = aCatalog({ stock: Number(stock) })
const atOnce = 50

const mine: string[] = []
for (let i = Number(first); i < Number(many); i += Number(step)) mine.push(`m${i}`)
const answers: Record<string, string> = {}
const next = async (): Promise<void> => {
  const messageId = mine.shift()
  if (messageId === undefined) return
  const answer = (await offers.reserve([aRequest({ messageId })], catalog, noon)).get(messageId)
  answers[messageId] = answer?.granted ? answer.code : (answer?.reason ?? 'no answer')
  return next()
}
await Promise.all(Array.from({ length: atOnce }, next))
client.destroy()
process.stdout.write(`${JSON.stringify(answers)}\n`)
