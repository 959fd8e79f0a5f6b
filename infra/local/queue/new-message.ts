import type { NewMessage } from './queue.ts'
import type { OpenQueue } from './queues.ts'
import { checkRange, failure, missing } from './refusals.ts'

type Attribute = { DataType: string; StringValue?: string; BinaryValue?: string }
export type MessageRequest = {
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: Readonly<Record<string, Attribute>>
}

const maxAttributes = 10

/** What SQS takes of Unicode: the characters of XML 1.0. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** A message as it was asked for. Throws for what SQS refuses. */
export const newMessage = (queue: OpenQueue, request: MessageRequest): NewMessage => {
  const { MessageBody, DelaySeconds, MessageAttributes } = request
  if (typeof MessageBody !== 'string' || MessageBody === '') throw missing('MessageBody')
  if (forbidden.test(MessageBody)) {
    throw failure('InvalidMessageContents', 'The message contains characters outside the allowed set.')
  }
  if (messageBytes(request) > queue.maxBytes) {
    throw failure(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maxBytes} bytes.`,
    )
  }
  if (Object.keys(MessageAttributes ?? {}).length > maxAttributes) {
    throw failure(
      'InvalidParameterValue',
      `Number of message attributes exceeds the allowed maximum of ${maxAttributes}.`,
    )
  }
  checkRange('DelaySeconds', DelaySeconds, [0, 900], 'DelaySeconds must be >= 0 and <= 900.')
  const delayInMillis = DelaySeconds === undefined ? queue.delayInMillis : DelaySeconds * 1000
  return { body: MessageBody, delayInMillis, ...(MessageAttributes && { attributes: MessageAttributes }) }
}

/** Attributes count with their names, types and values. */
export const messageBytes = ({ MessageBody = '', MessageAttributes = {} }: Partial<MessageRequest>): number =>
  Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(MessageBody),
  )
