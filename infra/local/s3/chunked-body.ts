import { ApiError } from '../api-error.ts'

/**
 * The bytes of a body in chunks, as SDKs send a stream: `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of 0, and
 * trailers, which are passed over. Throws ApiError for a body that ends in the middle.
 * Source: Amazon S3 API reference, "Signature calculations: transferring payload in multiple chunks".
 */
export const chunkedBody = (body: Buffer): Buffer => {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.toString('latin1', at, end), 16)
    if (end < 0 || Number.isNaN(length) || end + 2 + length > body.length)
      throw new ApiError('IncompleteBody', 'The body ends in the middle of a chunk.')
    if (length === 0) return Buffer.concat(chunks)
    chunks.push(body.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}
