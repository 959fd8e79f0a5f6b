import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Files } from '#shared/ports.ts'

const linkSeconds = 15 * 60

/**
 * Files in a bucket, with presigned addresses. The length of an upload is signed with it: S3 refuses more and less.
 * `client` must not add checksums of its own (`requestChecksumCalculation: 'WHEN_REQUIRED'`), which would be those of an empty body.
 */
export const s3Files = (client: S3Client, bucket: string): Files => {
  const sign = async (command: GetObjectCommand | PutObjectCommand, now: number, signed: readonly string[] = []) => ({
    url: await getSignedUrl(client, command, {
      expiresIn: linkSeconds,
      signingDate: new Date(now),
      ...(signed.length === 0 ? {} : { signableHeaders: new Set(signed) }),
    }),
    // signatures are dated to the second
    expiresAt: Math.floor(now / 1000) * 1000 + linkSeconds * 1000,
  })
  return {
    uploadLink: async (key, bytes, now) => {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: bytes })
      const link = await sign(command, now, ['host', 'content-length'])
      return { ...link, method: 'PUT', headers: { 'content-length': String(bytes) } }
    },
    downloadLink: (key, fileName, now) =>
      sign(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentDisposition: `attachment; filename="${fileName}"`,
        }),
        now,
      ),
    read: async (key) => {
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return { bytes: ContentLength, body: Body as AsyncIterable<Uint8Array> }
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    write: async (key, body) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
    },
  }
}
