import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { s3Api } from '#infra/local/s3/s3-api.ts'
import { readTemplate } from '#infra/local/template.ts'
import type { FailedBatch } from '#shared/ports.ts'
import { towards } from './dynalite.ts'

// one for each test of the contract; a bucket that nobody uses is nothing but a name
const names = Array.from({ length: 500 }, (_, i) => `Bucket${i}`)

/** Buckets of the laptop's S3, with a client. */
export const startBuckets = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-buckets-'))
  const resources = Object.fromEntries(names.map((name) => [name, { Type: 'AWS::S3::Bucket', Properties: {} }]))
  const path = join(folder, 'template.json')
  writeFileSync(path, JSON.stringify({ Resources: resources }))
  const template = readTemplate(path, { endpointPort: 1 })
  const endpoint = await startEndpoint({ port: 0 })
  endpoint.serveRest('s3', s3Api({ template, folder }))
  const client = new S3Client(towards(endpoint.url))
  let used = 0
  return {
    client,
    /** A bucket that nobody has used. */
    empty: () => {
      const name = names[used++]
      if (name === undefined) throw new Error(`all ${names.length} buckets are used`)
      return name
    },
    /** Writes a batch as Lambda writes it. */
    giveUp: async (bucket: string, { id, at, condition, records }: FailedBatch) => {
      const Records = records.map(({ key, arrivedAt, data }) => ({
        kinesis: {
          partitionKey: key,
          data: Buffer.from(data).toString('base64'),
          approximateArrivalTimestamp: arrivedAt / 1000,
        },
      }))
      const record = {
        requestContext: { condition },
        timestamp: new Date(at).toISOString(),
        payload: JSON.stringify({ Records }),
      }
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: id, Body: JSON.stringify(record) }))
    },
    close: async () => {
      client.destroy()
      await endpoint.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
