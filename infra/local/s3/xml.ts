import type { ObjectHead } from './objects.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** S3's shape of an error. */
export const errorXml = (code: string, message: string): string =>
  `${declaration}<Error>${element('Code', code)}${element('Message', message)}</Error>`

type Page = { bucket: string; prefix: string; limit: number; contents: readonly ObjectHead[]; next: string | undefined }

/** S3's answer to ListObjectsV2. */
export const listXml = ({ bucket, prefix, limit, contents, next }: Page): string => {
  const objects = contents.map(
    ({ key, bytes, etag, modifiedAt }) =>
      `<Contents>${element('Key', key)}${element('LastModified', modifiedAt.toISOString())}${element('ETag', etag)}${element('Size', bytes)}${element('StorageClass', 'STANDARD')}</Contents>`,
  )
  const parts = [
    element('Name', bucket),
    element('Prefix', prefix),
    element('KeyCount', contents.length),
    element('MaxKeys', limit),
    element('IsTruncated', String(next !== undefined)),
    ...(next === undefined ? [] : [element('NextContinuationToken', next)]),
    ...objects,
  ]
  return `${declaration}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</ListBucketResult>`
}

const element = (name: string, value: string | number) => `<${name}>${escaped(String(value))}</${name}>`

const escaped = (text: string) => text.replaceAll(/[<>&"'\r\n\t]/g, (character) => `&#${character.codePointAt(0)};`)
