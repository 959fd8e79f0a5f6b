import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { startEndpoint } from '#infra/local/endpoint.ts'
import { createJudge } from '#infra/local/iam/judge.ts'
import { s3Api } from '#infra/local/s3/s3-api.ts'
import { aTemplate, closing, tempFolder } from '../cloud-fixture.ts'
import { sdkOptions } from '../sdk-options.ts'

const Bucket = 'Batches'
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
const keyPolicy = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:root' },
  Action: 'kms:*',
  Resource: '*',
}

/** Buckets, one of them encrypted, and a function `reader` that may do this. */
const aTown = (statements: object[] = []) =>
  aTemplate({
    resources: {
      Batches: { Type: 'AWS::S3::Bucket' },
      Sealed: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn('Key') } },
            ],
          },
        },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [keyPolicy] } } },
      Reader: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'reader', Role: arn('Role') } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{ PolicyName: 'Access', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
        },
      },
    },
  })

/** The SDK as the laptop's functions use it: nothing is set but the endpoint. */
const speak = async (template = aTown(), accessKey = 'tester') => {
  const folder = tempFolder()
  const endpoint = closing(await startEndpoint({ port: 0 }))
  endpoint.judgeBy(createJudge(template))
  endpoint.serveRest('s3', s3Api({ template, folder }))
  const client = new S3Client(sdkOptions(endpoint.url, accessKey))
  onTestFinished(() => client.destroy())
  return { client, endpoint, folder }
}

let client: S3Client
let endpoint: Awaited<ReturnType<typeof startEndpoint>>
let folder: string
beforeEach(async () => {
  ;({ client, endpoint, folder } = await speak())
})

const put = (Key: string, Body: NonNullable<PutObjectCommand['input']['Body']>, own: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...own }))
const read = async (Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}
const list = async (own: object = {}) => {
  const { Contents = [], ...rest } = await client.send(new ListObjectsV2Command({ Bucket, ...own }))
  return { keys: Contents.map(({ Key }) => Key), ...rest }
}

test('what is put is got byte for byte, and put again it is replaced', async () => {
  const bytes = randomBytes(300_000)
  const { ETag } = await put('a/b.bin', bytes)
  expect(await read('a/b.bin')).toEqual(bytes)
  const {
    ContentLength,
    ETag: same,
    LastModified,
  } = await client.send(new HeadObjectCommand({ Bucket, Key: 'a/b.bin' }))
  expect([ContentLength, same]).toEqual([300_000, ETag])
  expect(LastModified?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  await put('a/b.bin', 'shorter')
  expect((await read('a/b.bin')).toString()).toBe('shorter')
  await put('empty', '')
  expect(await read('empty')).toEqual(Buffer.alloc(0))
  expect(endpoint.calls()).toEqual({ 's3.PutObject': 3, 's3.GetObject': 3, 's3.HeadObject': 1 })
})

test('a stream, which the SDK sends in chunks with a checksum behind, is the bytes in it', async () => {
  const parts = [randomBytes(70_000), Buffer.from('\r\n0\r\n'), randomBytes(20)]
  const bytes = Buffer.concat(parts)
  await put('streamed', Readable.from(parts), { ContentLength: bytes.length })
  expect(await read('streamed')).toEqual(bytes)
})

test('objects are files that people find under their keys', async () => {
  await put('aws/lambda/mapping/2026/11/07/one', 'found')
  expect(readFileSync(join(folder, Bucket, 'aws/lambda/mapping/2026/11/07/one'), 'utf8')).toBe('found')
})

test('a key may be any text, and never leaves its bucket', async () => {
  const keys = ['../../up', 'a//b', 'folder/', './dot', 'with space & <tag> é', '100%', 'x.new', '%']
  for (const key of keys) await put(key, key)
  for (const key of keys) expect((await read(key)).toString()).toBe(key)
  expect((await list()).keys).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
})

test('what is not there is no key, to HEAD not found, and deleting it is done', async () => {
  await expect(read('nothing')).rejects.toBeInstanceOf(NoSuchKey)
  await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toBeInstanceOf(NotFound)
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'nothing' }))
  await put('a', 'a')
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  await expect(read('a')).rejects.toBeInstanceOf(NoSuchKey)
  expect(await list()).toMatchObject({ keys: [], KeyCount: 0, IsTruncated: false })
})

test('a list is in the order of bytes, of a prefix, after a key, page by page', async () => {
  const keys = ['b/1', 'b/10', 'b/2', 'b/é', 'c']
  for (const key of [...keys, 'a']) await put(key, key)
  expect((await list({ Prefix: 'b/' })).keys).toEqual(keys.slice(0, 4))
  expect((await list({ Prefix: 'b/', StartAfter: 'b/10' })).keys).toEqual(['b/2', 'b/é'])
  const first = await list({ Prefix: 'b/', MaxKeys: 3 })
  expect(first).toMatchObject({ keys: keys.slice(0, 3), IsTruncated: true, KeyCount: 3, MaxKeys: 3 })
  const rest = await list({ Prefix: 'b/', MaxKeys: 3, ContinuationToken: first.NextContinuationToken })
  expect(rest).toMatchObject({ keys: ['b/é'], IsTruncated: false })
  expect((await list({ MaxKeys: 6 })).IsTruncated).toBe(false)
})

test('what the laptop does not have is refused by name', async () => {
  await expect(client.send(new GetObjectCommand({ Bucket: 'Nobodys', Key: 'a' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  })
  await expect(put('x'.repeat(1025), '')).rejects.toMatchObject({ name: 'KeyTooLongError' })
  const signed = {
    authorization: 'AWS4-HMAC-SHA256 Credential=tester/20260101/eu-central-1/s3/aws4_request, Signature=x',
  }
  const acl = await fetch(`${endpoint.url}/${Bucket}/a?acl`, { headers: signed })
  expect([acl.status, await acl.text()]).toEqual([
    400,
    expect.stringContaining('<Code>UnknownOperationException</Code>'),
  ])
  const cut = await fetch(`${endpoint.url}/${Bucket}/a`, {
    method: 'PUT',
    headers: { ...signed, 'x-amz-decoded-content-length': '10' },
    body: 'a\r\n12345',
  })
  expect([cut.status, await cut.text()]).toEqual([400, expect.stringContaining('<Code>IncompleteBody</Code>')])
})

test('a presigned address is signed in its query', async () => {
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'LOCALreader/20260101/eu-central-1/s3/aws4_request',
    'X-Amz-Signature': 'x',
  })
  const answer = await fetch(`${endpoint.url}/${Bucket}/upload?${query}`, { method: 'PUT', body: 'bytes' })
  // the function that signed it may not put
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')])
})

const statement = (Resource: unknown, ...Action: string[]) => ({ Effect: 'Allow', Action, Resource })
const objects = (bucket: string, prefix: string) => ({ 'Fn::Join': ['', [arn(bucket), prefix]] })
const useKey = (...Action: string[]) => ({
  ...statement(arn('Key'), ...Action),
  Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
})

test.each([
  ['GetObject', [statement(objects('Sealed', '/aws/*'), 's3:GetObject'), useKey('kms:Decrypt')]],
  ['HeadObject', [statement(objects('Sealed', '/aws/*'), 's3:GetObject'), useKey('kms:Decrypt')]],
  ['PutObject', [statement(objects('Sealed', '/aws/*'), 's3:PutObject'), useKey('kms:GenerateDataKey')]],
  ['DeleteObject', [statement(objects('Sealed', '/aws/*'), 's3:DeleteObject')]],
  ['ListObjectsV2', [statement(arn('Sealed'), 's3:ListBucket')]],
] as const)('%s takes its permissions, each of them', async (action, needed) => {
  const act = async (statements: readonly object[]) => {
    const { client, endpoint } = await speak(aTown([...statements]), 'LOCALreader')
    const someone = new S3Client(sdkOptions(endpoint.url, 'tester'))
    onTestFinished(() => someone.destroy())
    const at = { Bucket: 'Sealed', Key: 'aws/one' }
    await someone.send(new PutObjectCommand({ ...at, Body: 'bytes' }))
    const commands = {
      GetObject: () => client.send(new GetObjectCommand(at)),
      HeadObject: () => client.send(new HeadObjectCommand(at)),
      PutObject: () => client.send(new PutObjectCommand({ ...at, Body: 'more' })),
      DeleteObject: () => client.send(new DeleteObjectCommand(at)),
      ListObjectsV2: () => client.send(new ListObjectsV2Command({ Bucket: 'Sealed', Prefix: 'aws/' })),
    }
    return commands[action]().then(
      () => 200,
      (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
    )
  }
  expect(await act(needed)).toBe(200)
  for (const left of needed) expect(await act(needed.filter((one) => one !== left))).toBe(403)
})
