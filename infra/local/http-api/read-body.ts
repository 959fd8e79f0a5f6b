import type { IncomingMessage } from 'node:http'

const maxBodyBytes = 10 * 1024 * 1024 // API Gateway's limit

/** Reads the body of a request to its end, or says that it has more than 10 MB, without keeping it. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | 'too large'> => {
  let chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) chunks = []
    else chunks.push(chunk)
  }
  return bytes > maxBodyBytes ? 'too large' : Buffer.concat(chunks)
}
