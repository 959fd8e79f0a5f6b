import { ApiError } from '../api-error.ts'
import type { Broker } from './broker.ts'
import { payloadTooLarge, topicTooLarge } from './limits.ts'

/** A request to the IoT data plane, as the laptop's AWS endpoint hands it on. */
type DataPlaneRequest = { method: string; path: string; query: URLSearchParams; body: Buffer }

/**
 * Answers `POST /topics/{topic}?qos=0|1&retain=true|false` as AWS IoT's Publish does; the body is the payload.
 * Rejects with ApiError for what AWS would refuse.
 */
export const createDataPlane =
  (broker: Pick<Broker, 'publish'>) =>
  async ({ method, path, query, body }: DataPlaneRequest): Promise<{ status: number; body: string }> => {
    const [, encodedTopic] = /^\/topics\/(.+)$/.exec(path) ?? []
    if (method !== 'POST' || encodedTopic === undefined)
      throw new ApiError('ResourceNotFoundException', `${method} ${path} is not run here: POST /topics/{topic} is`, 404)
    const topic = decode(encodedTopic)
    const qos = query.get('qos') ?? '0'
    if (qos !== '0' && qos !== '1') throw invalid(`qos is 0 or 1, not '${qos}'`)
    if (/[+#]/.test(topic)) throw invalid(`a topic has no wildcards: ${topic}`)
    const tooLarge = topicTooLarge(topic)
    if (tooLarge !== undefined) throw invalid(tooLarge)
    const payload = payloadTooLarge(body)
    if (payload !== undefined) throw new ApiError('RequestEntityTooLargeException', payload, 413)

    await broker.publish({ topic, payload: body, qos: qos === '1' ? 1 : 0, retain: query.get('retain') === 'true' })
    return { status: 200, body: JSON.stringify({ message: 'OK' }) }
  }

const invalid = (message: string) => new ApiError('InvalidRequestException', message, 400)

const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid(`the topic is not URL-encoded: ${text}`)
  }
}
