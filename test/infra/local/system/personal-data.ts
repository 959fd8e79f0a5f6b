/** Values that must not turn up, each by what it is. */
export type Forbidden = ReadonlyMap<string, string>

/** Adds a value as it is, and each of a list. Truth and numbers say nothing of anybody by themselves. */
export const forbid = (what: string, value: unknown, into: Map<string, string>): void => {
  if (Array.isArray(value)) for (const one of value) forbid(what, one, into)
  if (typeof value === 'string' && value !== '') into.set(value.toLowerCase(), what)
}

/** Adds a hardware address in every spelling: bare, with colons, with dashes, its bytes reversed as radio sends them. */
export const forbidAddress = (address: string, into: Map<string, string>): void => {
  const bytes = address.match(/../g) ?? []
  for (const order of [bytes, bytes.toReversed()])
    for (const between of ['', ':', '-']) forbid(`the address ${address}`, order.join(between), into)
}

const words = /[\p{L}\p{N}]+/gu

/** The words of a text, for telling what is public anyway. */
export const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(words) ?? [])

/**
 * The forbidden values that stand in a line as words of their own, whatever their case. Ids of devices may stand in a line,
 * so they are taken out first; frames of a stack name code only.
 */
export const findPersonal = (line: string, forbidden: Forbidden, deviceIds: readonly string[]): string[] => {
  let rest = line.toLowerCase().replaceAll(/\\n\s+at [^"\\]*/g, '')
  for (const id of deviceIds) rest = rest.replaceAll(id.toLowerCase(), '')
  return [...forbidden].flatMap(([value, what]) =>
    rest.includes(value) && isWordIn(rest, value) ? [`${what}: “${value}” in ${line}`] : [],
  )
}

const isWordIn = (text: string, value: string): boolean => {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const around = [text[at - 1] ?? '', text[at + value.length] ?? '']
    if (around.every((letter) => !/[\p{L}\p{N}]/u.test(letter))) return true
  }
  return false
}
