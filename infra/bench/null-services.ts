import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

/** To the process: the items that its tables hold, by table and then by `pk` and, if there is one, `sk`. */
export type NullItems = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>

type Key = { pk: { S: string }; sk?: { S: string } }
type Request = {
  TableName?: string
  Key?: Key
  ExpressionAttributeValues?: { ':pk'?: { S: string } }
  RequestItems?: Record<string, { Keys: Key[] }>
  Records?: unknown[]
}

/** Answers of services that take everything and keep nothing: the same request is answered the same for ever. */
const answersOf = (items: NullItems): Record<string, (request: Request) => unknown> => {
  const itemOf = (table: string, { pk, sk }: Key) => items[table]?.[sk ? `${pk.S}/${sk.S}` : pk.S]
  return {
    GetItem: ({ TableName = '', Key }) => ({ Item: Key && itemOf(TableName, Key) }),
    Query: ({ TableName = '', ExpressionAttributeValues }) => {
      const prefix = `${ExpressionAttributeValues?.[':pk']?.S}/`
      const found = Object.entries(items[TableName] ?? {}).filter(([key]) => key.startsWith(prefix))
      return { Items: found.map(([, item]) => item) }
    },
    BatchGetItem: ({ RequestItems = {} }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap((key) => itemOf(table, key) ?? []),
        ]),
      ),
    }),
    PutRecordBatch: ({ Records = [] }) => ({
      FailedPutCount: 0,
      RequestResponses: Records.map((_, i) => ({ RecordId: String(i) })),
    }),
    GetSecretValue: () => ({ SecretString: 'a secret of the bench' }),
    SendMessageBatch: () => ({ Successful: [], Failed: [] }),
  }
}

/** Runs in a process of its own, so that its work is not measured. Says its port to its parent when it listens. */
process.once('message', (items: NullItems) => {
  const answers = answersOf(items)
  const server = createServer(async (request, response) => {
    const body = request.url?.startsWith('/topics/') ? request.resume() && {} : await json(request)
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(JSON.stringify(answers[operation]?.(body as Request) ?? {}))
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.(typeof address === 'object' ? address?.port : undefined)
  })
})
