import { type Fault, type RefusalReason, Unreadable } from './reading.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The JSON of a message. Throws Unreadable: `empty` for no bytes at all, `not_json` for what is not JSON in UTF-8. */
export const readJson = (body: Uint8Array): unknown => {
  if (body.length === 0) throw new Unreadable({ reason: 'empty', detail: 'the message has no bytes' })
  try {
    return JSON.parse(utf8.decode(body))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Unreadable({ reason: 'not_json', detail: `${body.length} bytes are not JSON in UTF-8: ${why}` })
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Says what stands where, and what belongs there. */
export const fault = (reason: RefusalReason, where: string, value: unknown, expected: string): Fault => ({
  reason,
  detail: value === undefined ? `${where} is missing: ${expected}` : `${where} is ${show(value)}: ${expected}`,
})

const longestShown = 60 // characters; a detail is read by people
const mostKeysShown = 8

// of arrays and objects only the outline, so that a large value costs nothing
const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(shorten(value))
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (isObject(value)) return `{ ${shorten(Object.keys(value).slice(0, mostKeysShown).join(', '))} }`
  return String(value)
}

const shorten = (text: string) => (text.length > longestShown ? `${text.slice(0, longestShown)}…` : text)
