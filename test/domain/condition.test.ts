import { describe, expect, test } from 'vitest'
import { compileCondition, conditionFaults } from '#shared/domain/condition.ts'

const ada = {
  customer: {
    tier: 'gold',
    age: 41,
    name: '',
    sizes: ['38', '39'],
    member: true,
    app: '2.10.1',
    home: { city: 'Vienna' },
  },
}

const holds = (condition: Record<string, unknown>) => compileCondition(condition).holds(ada)

describe('operators', () => {
  test.each([
    [{ 'customer.tier': 'gold' }, { 'customer.tier': 'silver' }],
    [{ 'customer.tier': { $eq: 'gold' } }, { 'customer.tier': { $eq: 'Gold' } }],
    [{ 'customer.sizes': ['38', '39'] }, { 'customer.sizes': ['39', '38'] }],
    [{ 'customer.tier': { $ne: 'silver' } }, { 'customer.tier': { $ne: 'gold' } }],
    [{ 'customer.sizes': { $all: ['39', '38'] } }, { 'customer.sizes': { $all: ['38', '40'] } }],
    [{ 'customer.sizes': { $elemMatch: { $gt: 38 } } }, { 'customer.sizes': { $elemMatch: { $gt: 39 } } }],
    [{ 'customer.sizes': { $size: { $gte: 2 } } }, { 'customer.sizes': { $size: 1 } }],
    [{ 'customer.tier': { $regex: '^go' } }, { 'customer.tier': { $regex: '^Go' } }],
    [{ 'customer.tier': { $notRegex: '^Go' } }, { 'customer.tier': { $notRegexi: '^Go' } }],
    [{ 'customer.tier': { $ini: ['GOLD'] } }, { 'customer.tier': { $nini: ['GOLD'] } }],
    [{ 'customer.app': { $vgte: '2.9' } }, { 'customer.app': { $vlt: '2.9' } }],
    [{ 'customer.home': { $type: 'object' } }, { 'customer.home': { $type: 'string' } }],
    [{ 'customer.age': '41' }, { 'customer.age': '42' }],
    [{ 'customer.nickname': null }, { 'customer.tier': null }],
    [{ 'customer.age': { $gt: 40 } }, { 'customer.age': { $gt: 41 } }],
    [{ 'customer.age': { $gte: 41 } }, { 'customer.age': { $gte: 42 } }],
    [{ 'customer.age': { $lt: 42 } }, { 'customer.age': { $lt: 41 } }],
    [{ 'customer.age': { $lte: 41 } }, { 'customer.age': { $lte: 40 } }],
    [{ 'customer.tier': { $gt: 'bronze' } }, { 'customer.tier': { $gt: 'platinum' } }],
    [{ 'customer.tier': { $in: ['gold', 'silver'] } }, { 'customer.tier': { $in: ['bronze'] } }],
    [{ 'customer.sizes': { $in: ['39', '40'] } }, { 'customer.sizes': { $in: ['40', '41'] } }],
    [{ 'customer.tier': { $nin: ['bronze'] } }, { 'customer.tier': { $nin: ['gold'] } }],
    [{ 'customer.tier': { $exists: true } }, { 'customer.tier': { $exists: false } }],
    [{ 'customer.name': { $exists: true } }, { 'customer.nickname': { $exists: true } }],
    [{ 'customer.nickname': { $exists: false } }, { 'customer.name': { $exists: false } }],
    [{ 'customer.tier': { $not: { $eq: 'silver' } } }, { 'customer.tier': { $not: { $eq: 'gold' } } }],
    [{ $not: { 'customer.tier': 'silver' } }, { $not: { 'customer.tier': 'gold' } }],
    [
      { $and: [{ 'customer.tier': 'gold' }, { 'customer.member': true }] },
      { $and: [{ 'customer.tier': 'gold' }, { 'customer.member': false }] },
    ],
    [
      { $or: [{ 'customer.tier': 'silver' }, { 'customer.member': true }] },
      { $or: [{ 'customer.tier': 'silver' }, { 'customer.member': false }] },
    ],
    [
      { $nor: [{ 'customer.tier': 'silver' }, { 'customer.member': false }] },
      { $nor: [{ 'customer.tier': 'silver' }, { 'customer.member': true }] },
    ],
    [{ 'customer.age': { $gte: 18, $lt: 65 } }, { 'customer.age': { $gte: 18, $lt: 41 } }],
    [
      { 'customer.tier': 'gold', 'customer.age': 41 },
      { 'customer.tier': 'gold', 'customer.age': 42 },
    ],
    [{ 'customer.home.city': 'Vienna' }, { 'customer.home.city.district': 'Vienna' }],
    [{}, { $nor: [{}] }],
  ])('%j holds and %j does not', (right, wrong) => {
    expect([holds(right), holds(wrong)]).toEqual([true, false])
    expect([conditionFaults(right), conditionFaults(wrong)]).toEqual([[], []])
  })
})

test("what is not there is null, which JavaScript takes for 0; what every object has is nobody's field", () => {
  const asked = [{ $lt: 5 }, { $gte: 0 }, { $gt: 0 }, { $ne: 'x' }, { $eq: null }, { $type: 'null' }, 0, '', false]
  expect(asked.map((wanted) => holds({ 'customer.nickname': wanted }))).toEqual([
    true,
    true,
    false,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
  expect(holds({ 'customer.constructor': { $exists: true } })).toBe(false)
})

test('a number that is written as text is compared as a number, as JavaScript does', () => {
  const { holds } = compileCondition({ $and: [{ age: { $gt: 9 } }, { age: { $lte: '41' } }] })
  expect(['9', 10, '41', '42', 'old', null].map((age) => holds({ age }))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('data that can be made neither text nor number is like nothing, and fails nobody', () => {
  const hostile = { toString: 1, valueOf: 1 }
  const asked = ['x', 5, { $gt: 5 }, { $lt: 5 }, { $regex: 'x' }, { $in: ['x'] }, { $alli: ['x'] }, { $vgt: '1.0.0' }]
  expect(
    asked.flatMap((wanted) => [hostile, [hostile]].map((value) => compileCondition({ a: wanted }).holds({ a: value }))),
  ).toEqual(asked.flatMap(() => [false, false]))
})

test('why not: the first check that failed and the value that it saw', () => {
  const whyNot = (condition: Record<string, unknown>) => compileCondition(condition).whyNot(ada)
  expect([
    whyNot({ 'customer.member': true, 'customer.tier': 'silver', 'customer.age': 1 }),
    whyNot({ 'customer.age': { $gte: 18, $lt: 40 } }),
    whyNot({ $or: [{ 'customer.tier': { $in: ['silver'] } }, { 'customer.nickname': 'x' }] }),
    whyNot({ $not: { 'customer.tier': 'gold' } }),
  ]).toEqual([
    'customer.tier: "gold", wanted = "silver"',
    'customer.age: 41, wanted < 40',
    'customer.tier: "gold", wanted in ["silver"]; customer.nickname: nothing, wanted = "x"',
    'customer.tier: "gold", wanted not = "gold"',
  ])
})

test.each([
  [{ $eq: 'silver' }, '"gold", wanted = "silver"'],
  [{ $ne: 'gold' }, '"gold", wanted ≠ "gold"'],
  [{ $gt: 'gold' }, '"gold", wanted > "gold"'],
  [{ $gte: 'iron' }, '"gold", wanted ≥ "iron"'],
  [{ $lt: 'gold' }, '"gold", wanted < "gold"'],
  [{ $lte: 'air' }, '"gold", wanted ≤ "air"'],
  [{ $in: ['silver', 1] }, '"gold", wanted in ["silver",1]'],
  [{ $nin: ['gold'] }, '"gold", wanted not in ["gold"]'],
  [{ $exists: false }, '"gold", wanted exists false'],
])('why %j does not hold for gold', (wants, reason) => {
  expect(compileCondition({ 'customer.tier': wants }).whyNot(ada)).toBe(`customer.tier: ${reason}`)
})

test('of several conditions the first that does not hold says why', () => {
  const $and = [{ 'customer.member': true }, { 'customer.age': 42 }, { 'customer.tier': 'silver' }]
  expect(compileCondition({ $and }).whyNot(ada)).toBe('customer.age: 41, wanted = 42')
})

test('what should not hold, and does: why not says what was seen', () => {
  const whyNot = (condition: Record<string, unknown>) => compileCondition(condition).whyNot(ada)
  expect([
    whyNot({ 'customer.age': { $not: { $gte: 18, $lt: 65 } } }),
    whyNot({ $not: { 'customer.tier': 'gold', $or: [{ 'customer.age': 7 }, { 'customer.member': true }] } }),
    whyNot({ $nor: [{ 'customer.tier': 'silver' }, { 'customer.age': 41 }] }),
    whyNot({ $not: { $not: { 'customer.tier': 'silver' } } }),
    whyNot({ $not: {} }),
    whyNot({ $nor: [] }),
  ]).toEqual([
    'customer.age: 41, wanted not ≥ 18; customer.age: 41, wanted not < 65',
    'customer.tier: "gold", wanted not = "gold"; customer.member: true, wanted not = true',
    'customer.age: 41, wanted not = 41',
    'customer.tier: "gold", wanted = "silver"',
    'there is nothing to fail',
    'there is nothing to fail',
  ])
})

test('of a long value the beginning is told', () => {
  const subject = { event: { note: 'x'.repeat(200), items: Array.from({ length: 20 }, (_, i) => i), deep: [[[[1]]]] } }
  const whyNot = (field: string) => compileCondition({ [field]: 'y' }).whyNot(subject)
  expect([whyNot('event.note'), whyNot('event.items'), whyNot('event.deep'), whyNot('event')]).toEqual([
    `event.note: "${'x'.repeat(80)}…", wanted = "y"`,
    'event.items: [0,1,2,3,4,5,6,7,…], wanted = "y"',
    'event.deep: [[[[…]]]], wanted = "y"',
    `event: {"note":"${'x'.repeat(80)}…","items":[0,1,2,3,4,5,6,7,…],"deep":[[[…]]]}, wanted = "y"`,
  ])
})

test('a list that she has none of, and a value that is null, are not what was wanted', () => {
  const subject = { customer: { sizes: [], tier: null } }
  const holdsFor = (condition: Record<string, unknown>) => compileCondition(condition).holds(subject)
  expect([
    holdsFor({ 'customer.sizes': '38' }),
    holdsFor({ 'customer.sizes': { $in: ['38'] } }),
    holdsFor({ 'customer.sizes': { $nin: ['38'] } }),
    holdsFor({ 'customer.tier': { $exists: true } }),
    holdsFor({ 'customer.tier': { $exists: false } }),
    holdsFor({ 'customer.tier.name': { $exists: false } }),
    holdsFor({ 'customer.sizes.map': { $exists: true } }),
  ]).toEqual([false, false, true, false, true, true, false])
})

test('an operator that nobody knows never holds, and says so', () => {
  const { holds, whyNot } = compileCondition({ 'customer.tier': { $like: 'g%' } })
  expect([holds(ada), whyNot(ada)]).toEqual([false, 'customer.tier: "gold", wanted $like "g%"'])
})

test('what lies too deep is not compiled, whoever let it in', () => {
  const nested = (depth: number): Record<string, unknown> => (depth === 0 ? { a: 1 } : { $not: nested(depth - 1) })
  expect(compileCondition(nested(20)).holds({ a: 1 })).toBe(true)
  expect(() => compileCondition(nested(5000))).toThrow('condition: more than 20 deep; publish it anew')
})
