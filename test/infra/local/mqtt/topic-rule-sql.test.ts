import { describe, expect, test } from 'vitest'
import { type RuleMessage, readSubstitution, readTopicRuleSql } from '#infra/local/mqtt/topic-rule-sql.ts'

const aMessage = (message: Partial<RuleMessage> = {}): RuleMessage => ({
  topic: 'usher/mall/devices/d1/sightings',
  payload: Buffer.from('{"a":1,"b":[2]}'),
  clientId: 'd1',
  principal: 'p1',
  at: 1767225600000,
  ...message,
})
const select = (sql: string, message = aMessage()) => readTopicRuleSql(sql).select(message)

describe("a topic rule's SQL", () => {
  test('selects what every rule of Usher selects', () => {
    const sql =
      "SELECT encode(*, 'base64') AS body, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM 'usher/+/devices/#'"
    expect(select(sql, aMessage({ payload: Buffer.from([0xff, 0x00]) }))).toEqual({
      body: '/wA=',
      topic: 'usher/mall/devices/d1/sightings',
      clientId: 'd1',
      receivedAt: 1767225600000,
    })
    expect(readTopicRuleSql(sql).matches('usher/mall/devices/d1/sightings')).toBe(true)
    expect(readTopicRuleSql(sql).matches('usher/devices/d1/receipts')).toBe(false)
  })

  test('has levels of the topic, literals and the principal; a level that is not there is left out', () => {
    expect(
      select("select topic(2) as venue, topic(9) as more, 'it''s' as text, 7 as n, principal() as who from 'a'"),
    ).toEqual({
      venue: 'mall',
      text: "it's",
      n: 7,
      who: 'p1',
    })
  })

  test('a star alone is the payload as it came', () => {
    const payload = Buffer.from('not json')
    expect(select("SELECT * FROM 'a'", aMessage({ payload }))).toBe(payload)
  })

  test('a star beside others spreads the JSON, a named star holds it', () => {
    expect(select("SELECT *, topic(2) AS venue FROM 'a'")).toEqual({ a: 1, b: [2], venue: 'mall' })
    expect(select("SELECT * AS all FROM 'a'")).toEqual({ all: { a: 1, b: [2] } })
    expect(select("SELECT * AS all, 1 AS n FROM 'a'", aMessage({ payload: Buffer.from('{') }))).toEqual({ n: 1 })
  })

  test('WHERE says which messages', () => {
    const sql = "SELECT * FROM 'a' WHERE topic(2) = 'mall' AND clientid() <> 'd2'"
    expect(select(sql)).toEqual(aMessage().payload)
    expect(select(sql, aMessage({ clientId: 'd2' }))).toBeUndefined()
    expect(select(sql, aMessage({ topic: 'usher/store' }))).toBeUndefined()
  })

  test('a message that came over HTTP has n/a for a client', () => {
    expect(select("SELECT clientid() AS c FROM 'a'", { topic: 'a', payload: Buffer.alloc(0), at: 1 })).toEqual({
      c: 'n/a',
    })
  })

  test.each([
    ['SELECT', 'topic, clientid, principal, timestamp, encode is expected at its end'],
    ["SELECT payload.x AS x FROM 'a'", "topic, clientid, principal, timestamp, encode is expected at 'payload'"],
    ["SELECT topic() FROM 'a'", "AS is expected at 'FROM'"],
    ["SELECT encode(*, 'hex') AS body FROM 'a'", "'BASE64' is expected at ''hex''"],
    ["SELECT topic(0) AS t FROM 'a'", 'a level of the topic, counted from 1,'],
    ['SELECT * FROM a', "text in '…' is expected at 'a'"],
    ["SELECT * FROM 'a/#/b'", "topic filter 'a/#/b' is not valid"],
    ["SELECT * FROM 'a' WHERE topic() > 'b'", "=, <> is expected at '>'"],
    ["SELECT * FROM 'a' LIMIT 1", "nothing more is expected at 'LIMIT'"],
  ])('%s is not understood', (sql, reason) => {
    expect(() => readTopicRuleSql(sql)).toThrow(reason)
  })
})

describe('a substitution template', () => {
  test('takes levels of the topic', () => {
    expect(readSubstitution(`device:\${topic(4)}/\${clientid()}`)(aMessage())).toBe('device:d1/d1')
    expect(readSubstitution(`device:\${topic(9)}`)(aMessage())).toBe('device:undefined')
    expect(readSubstitution('plain')(aMessage())).toBe('plain')
  })

  test('that is not understood is an error at start', () => {
    expect(() => readSubstitution(`\${newuuid()}`)).toThrow("is expected at 'newuuid'")
  })
})
