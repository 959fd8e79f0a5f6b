/** What tells of a person wherever it stands: whom a mailbox, ledger or item is of, hardware and mail addresses, telephone numbers. */
const tells: readonly [pattern: RegExp, instead: string][] = [
  // What JSON.parse says quotes what it could not read.
  [/(?:Unexpected token .*?, )?(?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON/gs, '(text) is not valid JSON'],
  [/(?<![\w+])\+\d{7,15}(?!\w)/g, '(telephone)'],
  [/\bcustomer([:#])[\w.-]+/g, 'customer$1…'],
  // Twelve hex digits that are no part of a longer run, which would be a hash, nor of a UUID.
  [/(?<![0-9a-z_-])[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}(?![0-9a-z_-])/gi, '(address)'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '(mail)'],
]

/** A text without what tells of a person. Devices stay: their ids are random or chosen by the operator. */
export const withoutPeople = (text: string): string =>
  tells.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), text)

/** An error as text: name, message, stack and its cause's. Nothing else, as the SDK's errors carry items and answers. */
export type PlainError = { name: string; message: string; stack?: string; cause?: PlainError }

export const plainError = ({ name, message, stack, cause }: Error): PlainError => ({
  name,
  message: withoutPeople(message),
  ...(stack === undefined ? {} : { stack: withoutPeople(stack) }),
  ...(cause instanceof Error ? { cause: plainError(cause) } : {}),
})

/** The same of any value that is logged. */
export const plainValue = (value: unknown): unknown => {
  if (typeof value === 'string') return withoutPeople(value)
  if (value instanceof Error) return plainError(value)
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]))
}
