/** Reads what a dotted path leads to; null where it leads to nothing. What every object inherits is nobody's field. */
export const reader = (field: string): ((subject: unknown) => unknown) => {
  const [first, ...others] = field.split('.').map(stepOf)
  return others.reduce((before, next) => (subject) => next(before(subject)), first ?? ((subject) => subject))
}

const inherited = (name: string): boolean => name in Object.prototype || name in Array.prototype

const stepOf = (name: string): ((value: unknown) => unknown) =>
  inherited(name)
    ? (value: unknown) => (isThing(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null)
    : (value: unknown) => (isThing(value) ? (value[name] ?? null) : null)

const isThing = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

export const isObject = (value: unknown): value is Record<string, unknown> => isThing(value) && !Array.isArray(value)

/** True for an object of operators only: `{ "$gt": 5, "$lt": 9 }`. */
export const isOperators = (value: unknown): value is Record<string, unknown> => {
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => key.startsWith('$'))
}

/** What JavaScript makes of a value where a text or a number is asked for. Data can make that fail: such a value is like nothing. */
export const plain = (value: unknown): unknown => {
  if (!isThing(value)) return value
  try {
    return String(value)
  } catch {
    return Number.NaN
  }
}

const shown = { characters: 80, items: 8, depth: 3 }

/** A value as people read it: JSON, cut where it is long, each text in quotes. */
export const describe = (value: unknown, depth = 0): string => {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(cut(value))
  if (!isThing(value)) return String(value)
  if (depth === shown.depth) return Array.isArray(value) ? '[…]' : '{…}'
  const parts = Array.isArray(value)
    ? value.slice(0, shown.items).map((one) => describe(one, depth + 1))
    : Object.keys(value)
        .slice(0, shown.items)
        .map((key) => `${JSON.stringify(cut(key))}:${describe(value[key], depth + 1)}`)
  if ((Array.isArray(value) ? value : Object.keys(value)).length > shown.items) parts.push('…')
  return Array.isArray(value) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
}

const cut = (text: string): string => (text.length > shown.characters ? `${text.slice(0, shown.characters)}…` : text)
