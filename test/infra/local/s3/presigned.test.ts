import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { startEndpoint } from '#infra/local/endpoint.ts'
import type { HappenedEvent } from '#infra/local/event-rules.ts'
import { s3Api } from '#infra/local/s3/s3-api.ts'
import { s3Files } from '#shared/adapters/aws/files.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

const signedAt = Date.UTC(2026, 10, 21, 9, 0, 0)
const body = Buffer.from('a map')

let now: number
let client: S3Client
let happened: HappenedEvent[]
beforeEach(async () => {
  now = signedAt
  happened = []
  const template = aTemplate({
    resources: {
      Files: {
        Type: 'AWS::S3::Bucket',
        Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
      },
      Silent: { Type: 'AWS::S3::Bucket' },
    },
  })
  const endpoint = closing(await startEndpoint({ port: 0 }))
  const options = {
    template,
    folder: tempFolder(),
    now: () => now,
    onCreated: (event: HappenedEvent) => happened.push(event),
  }
  endpoint.serveRest('s3', s3Api(options))
  client = new S3Client({ ...sdkOptions(endpoint.url), requestChecksumCalculation: 'WHEN_REQUIRED' })
  onTestFinished(() => client.destroy())
})

const upload = () => s3Files(client, 'Files').uploadLink('uploads/store/a b(1)', body.length, signedAt)
const put = async (url: string, bytes = body) => {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })
  return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]]
}

test('an address takes what it was signed for until its time, whatever its key is called', async () => {
  const { url, expiresAt } = await upload()
  expect(expiresAt).toBe(signedAt + 900_000)
  now = expiresAt
  expect(await put(url)).toEqual([200, undefined])
  now = expiresAt + 1
  expect(await put(url)).toEqual([403, 'AccessDenied'])
})

test('nothing that was signed can be changed: length, key, time, method', async () => {
  const { url } = await upload()
  const refused = [403, 'SignatureDoesNotMatch']
  expect(await put(url, Buffer.from('a longer map'))).toEqual(refused)
  expect(await put(url.replace('store', 'stare'))).toEqual(refused)
  expect(await put(url.replace('Expires=900', 'Expires=901'))).toEqual(refused)
  expect(await put(url.replace(/Signature=./, (sign) => `Signature=${sign.endsWith('0') ? '1' : '0'}`))).toEqual(
    refused,
  )
  expect((await fetch(url)).status).toBe(403)
  expect(await put(url.replace('Expires=900', 'Expires=700000'))).toEqual([400, 'AuthorizationQueryParametersError'])
  expect(await put(url.replace(/X-Amz-Date=\w+/, ''))).toEqual([400, 'AuthorizationQueryParametersError'])
  expect(happened).toEqual([])
})

test('a file is fetched under the name that it should be saved by', async () => {
  await client.send(new PutObjectCommand({ Bucket: 'Files', Key: 'exports/a.zip', Body: body }))
  const { url } = await s3Files(client, 'Files').downloadLink('exports/a.zip', 'store.zip', signedAt)
  const answer = await fetch(url)
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="store.zip"')
  expect(await answer.text()).toBe('a map')
  now = signedAt + 900_001
  expect((await fetch(url)).status).toBe(403)
})

test('the SDK’s own signature in the address is the one that is expected', async () => {
  await client.send(new PutObjectCommand({ Bucket: 'Silent', Key: 'ä/ö+1', Body: body }))
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'Silent', Key: 'ä/ö+1' }), {
    signingDate: new Date(signedAt),
  })
  expect(await (await fetch(url)).text()).toBe('a map')
})

test('a bucket that tells EventBridge tells of each object, and another one of none', async () => {
  await put((await upload()).url)
  await client.send(new PutObjectCommand({ Bucket: 'Silent', Key: 'a', Body: body }))
  expect(happened).toEqual([
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      resources: ['arn:aws:s3:::Files'],
      detail: {
        version: '0',
        bucket: { name: 'Files' },
        object: { key: 'uploads/store/a b(1)', size: 5, etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
        reason: 'PutObject',
      },
    },
  ])
})
