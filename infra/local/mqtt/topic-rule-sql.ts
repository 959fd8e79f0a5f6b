import { topicFilter } from './topic-filter.ts'

/** A message as the rules see it. `topic` comes without the prefix of Basic Ingest; `at` is the clock's time in milliseconds. */
export type RuleMessage = { topic: string; payload: Buffer; clientId?: string; principal?: string; at: number }

/** What a rule selects: JSON, or the payload as it came when all that is selected is `*`. */
export type Selected = Record<string, unknown> | Buffer

export type TopicRuleSql = {
  matches(topic: string): boolean
  /** Undefined when the WHERE clause says no. */
  select(message: RuleMessage): Selected | undefined
}

type Expression = (message: RuleMessage) => unknown
type Column = { name: string | undefined; value: Expression }

/**
 * Reads the part of AWS IoT SQL that Usher's rules are made of: `SELECT * | expression AS name, … FROM 'filter'
 * [WHERE expression = | <> expression AND …]`, where an expression is text, a number, `topic()`, `topic(n)`,
 * `clientid()`, `principal()`, `timestamp()` or `encode(*, 'base64')`. Throws with the place of what it can't read.
 * Source: AWS IoT SQL reference, version 2016-03-23.
 */
export const readTopicRuleSql = (sql: string): TopicRuleSql => {
  const reader = createReader(sql)
  reader.expect('select')
  const columns = [readColumn(reader)]
  while (reader.take(',')) columns.push(readColumn(reader))
  reader.expect('from')
  const filter = reader.text()
  const conditions = reader.take('where') ? [readComparison(reader)] : []
  while (conditions.length > 0 && reader.take('and')) conditions.push(readComparison(reader))
  reader.end()
  const onlyPayload = columns.length === 1 && columns[0]?.name === undefined
  return {
    matches: topicFilter(filter),
    select: (message) => {
      if (!conditions.every((holds) => holds(message))) return undefined
      return onlyPayload ? message.payload : selectColumns(columns, message)
    },
  }
}

/** Reads a substitution template such as `device:${topic(4)}`. What has no value becomes `undefined`, as on AWS. */
export const readSubstitution = (template: string): ((message: RuleMessage) => string) => {
  const parts = template.split(/\$\{(.*?)\}/g).map((part, index): Expression => {
    if (index % 2 === 0) return () => part
    const reader = createReader(part)
    const value = readExpression(reader)
    reader.end()
    return value
  })
  return (message) => parts.map((value) => String(value(message))).join('')
}

const selectColumns = (columns: readonly Column[], message: RuleMessage) => {
  const entries = columns.flatMap(({ name, value }) =>
    name === undefined ? Object.entries(asObject(value(message))) : [[name, value(message)] as const],
  )
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

const asObject = (value: unknown) => (typeof value === 'object' && value !== null ? value : {})

const readColumn = (reader: Reader): Column => {
  if (reader.take('*')) return { name: reader.take('as') ? reader.name() : undefined, value: jsonPayload }
  const value = readExpression(reader)
  reader.expect('as')
  return { name: reader.name(), value }
}

const jsonPayload: Expression = ({ payload }) => {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}

const readComparison = (reader: Reader): ((message: RuleMessage) => boolean) => {
  const left = readExpression(reader)
  const operator = reader.oneOf(['=', '<>'])
  const right = readExpression(reader)
  return (message) => (left(message) === right(message)) === (operator === '=')
}

const readExpression = (reader: Reader): Expression => {
  const literal = reader.literal()
  if (literal !== undefined) return () => literal
  const name = reader.oneOf(['topic', 'clientid', 'principal', 'timestamp', 'encode'])
  reader.expect('(')
  const read = functions[name](reader)
  reader.expect(')')
  return read
}

const functions: Record<'topic' | 'clientid' | 'principal' | 'timestamp' | 'encode', (reader: Reader) => Expression> = {
  topic: (reader) => {
    const level = reader.literal()
    if (level === undefined) return ({ topic }) => topic
    if (typeof level !== 'number' || level < 1) return reader.fail('a level of the topic, counted from 1,')
    return ({ topic }) => topic.split('/')[level - 1]
  },
  clientid:
    () =>
    ({ clientId }) =>
      clientId ?? 'n/a', // as AWS says of messages that came over HTTP
  principal:
    () =>
    ({ principal }) =>
      principal,
  timestamp:
    () =>
    ({ at }) =>
      at,
  encode: (reader) => {
    reader.expect('*')
    reader.expect(',')
    reader.expect("'base64'")
    return ({ payload }) => payload.toString('base64')
  },
}

type Reader = ReturnType<typeof createReader>

const tokenPattern = /\s*('(?:[^']|'')*'|\d+(?:\.\d+)?|[A-Za-z_]\w*|<>|\S)/gy

const createReader = (sql: string) => {
  const tokens = [...sql.trimEnd().matchAll(tokenPattern)].map((match) => match[1] ?? '')
  let at = 0
  const fail = (wanted: string): never => {
    const found = at < tokens.length ? `'${tokens[at]}'` : 'its end'
    throw new Error(`can't read SQL: ${wanted} is expected at ${found}: ${sql}`)
  }
  const take = (token: string) => {
    const taken = tokens[at]?.toLowerCase() === token
    if (taken) at++
    return taken
  }
  const matching = (pattern: RegExp, wanted: string): string => {
    const token = tokens[at]
    if (token === undefined || !pattern.test(token)) return fail(wanted)
    at++
    return token
  }
  const isText = () => tokens[at]?.startsWith("'") ?? false
  const text = () => matching(/^'/, "text in '…'").slice(1, -1).replaceAll("''", "'")
  return {
    fail,
    take,
    text,
    expect: (token: string) => take(token) || fail(token.toUpperCase()),
    oneOf: <T extends string>(wanted: readonly T[]): T => wanted.find(take) ?? fail(wanted.join(', ')),
    name: () => matching(/^[A-Za-z_]\w*$/, 'a name'),
    literal: () => {
      if (isText()) return text()
      return /^\d/.test(tokens[at] ?? '') ? Number(tokens[at++]) : undefined
    },
    end: () => at === tokens.length || fail('nothing more'),
  }
}
