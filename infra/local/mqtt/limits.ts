/** What one message and one connection may be. Source: AWS IoT Core quotas, "Message broker". */
export const mqttLimits = {
  payloadBytes: 128 * 1024, // a larger one ends the connection
  packetBytes: 146 * 1024, // AWS's MQTT message size with its header: more is refused as soon as it is announced
  topicBytes: 256, // UTF-8, without the prefix of Basic Ingest
  topicSlashes: 7, // likewise
  publishesPerSecond: 100, // of one connection; more are discarded
  sessionSeconds: 60 * 60, // that a lasting session outlives its connection: AWS's default
  unreadBytes: 2 * 1024 * 1024, // that wait for a client that does not read: four seconds of a connection's 512 kB/s
}

const basicIngest = /^\$aws\/rules\/([^/]+)\/(.+)$/

/** A publish that goes to one rule and to no subscriber: `$aws/rules/{rule}/{topic}`. Undefined for any other topic. */
export const parseBasicIngest = (topic: string): { rule: string; topic: string } | undefined => {
  const [, rule, rest] = basicIngest.exec(topic) ?? []
  return rule === undefined || rest === undefined ? undefined : { rule, topic: rest }
}

/** Why AWS would not take this topic or topic filter, or undefined. */
export const topicTooLarge = (topic: string): string | undefined => {
  const counted = parseBasicIngest(topic)?.topic ?? topic
  const bytes = Buffer.byteLength(counted)
  if (bytes > mqttLimits.topicBytes) return `topic has ${bytes} bytes, at most ${mqttLimits.topicBytes} are allowed`
  const slashes = counted.split('/').length - 1
  if (slashes > mqttLimits.topicSlashes)
    return `topic has ${slashes} slashes, at most ${mqttLimits.topicSlashes} are allowed: ${topic}`
  return undefined
}

/** Why AWS would not take this payload, or undefined. */
export const payloadTooLarge = (payload: Buffer): string | undefined =>
  payload.length > mqttLimits.payloadBytes
    ? `payload has ${payload.length} bytes, at most ${mqttLimits.payloadBytes} are allowed`
    : undefined
