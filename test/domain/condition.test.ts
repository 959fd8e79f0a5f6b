import { describe, expect, test } from 'vitest'
import { compileCondition, conditionFaults } from '#shared/domain/condition.ts'

const ada = {
  customer: { tier: 'gold', age: 41, name: '', sizes: ['38', '39'], member: true, home: { city: 'Vienna' } },
}

const holds = (condition: Record<string, unknown>) => compileCondition(condition).holds(ada)

describe('operators', () => {
  test.each([
    [{ 'customer.tier': 'gold' }, { 'customer.tier': 'silver' }],
    [{ 'customer.tier': { $eq: 'gold' } }, { 'customer.tier': { $eq: 'Gold' } }],
    [{ 'customer.sizes': '38' }, { 'customer.sizes': '40' }],
    [{ 'customer.tier': { $ne: 'silver' } }, { 'customer.tier': { $ne: 'gold' } }],
    [{ 'customer.sizes': { $ne: '40' } }, { 'customer.sizes': { $ne: '38' } }],
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

test("what is not there, or of another type, is neither more nor less, and what every object has is nobody's field", () => {
  for (const $op of ['$gt', '$gte', '$lt', '$lte'])
    expect([holds({ 'customer.tier': { [$op]: 5 } }), holds({ 'customer.nickname': { [$op]: 5 } })]).toEqual([
      false,
      false,
    ])
  expect([holds({ 'customer.constructor': { $exists: true } }), holds({ 'customer.nickname': { $ne: 'x' } })]).toEqual([
    false,
    true,
  ])
})

test('a number that is written as text is neither more nor less than a number', () => {
  const { holds } = compileCondition({ $or: ['$gt', '$gte', '$lt', '$lte'].map(($op) => ({ age: { [$op]: 41 } })) })
  expect([holds({ age: '40' }), holds({ age: '41' }), holds({ age: '42' }), holds({ age: 41 })]).toEqual([
    false,
    false,
    false,
    true,
  ])
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
    'holds, and should not',
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
    holdsFor({ 'customer.sizes.length': 0 }),
  ]).toEqual([false, false, true, false, true, true, false])
})

describe('faults stand where they are', () => {
  const faults = (condition: unknown) =>
    conditionFaults(condition).map(({ path, reason }) => `${path.join('/')}: ${reason}`)

  test.each([
    ['gold', ': a condition is an object, this is "gold"'],
    [null, ': a condition is an object, this is null'],
    [[], ': a condition is an object, this is []'],
    [{ $where: 'x' }, '$where: $where is no operator that stands here'],
    [{ $and: {} }, '$and: $and takes a list of conditions'],
    [{ $or: [] }, '$or: $or takes a list of conditions'],
    [{ $nor: [{}, 7] }, '$nor/1: a condition is an object, this is 7'],
    [{ $not: 7 }, '$not: a condition is an object, this is 7'],
    [{ a: { $regex: 'x' } }, 'a/$regex: $regex is not an operator'],
    [{ a: { constructor: 1 } }, 'a/constructor: constructor is not an operator'],
    [{ a: {} }, 'a: no operator stands here'],
    [{ a: null }, 'a: $eq takes a text, a number, true or false, this is null'],
    [{ a: ['x'] }, 'a: $eq takes a text, a number, true or false, this is ["x"]'],
    [{ a: { $ne: {} } }, 'a/$ne: $ne takes a text, a number, true or false, this is {}'],
    [{ a: { $gt: true } }, 'a/$gt: $gt takes a text or a number, this is true'],
    [{ a: { $lte: [1] } }, 'a/$lte: $lte takes a text or a number, this is [1]'],
    [{ a: { $in: 'gold' } }, 'a/$in: $in takes a list of texts, numbers, true or false, this is "gold"'],
    [{ a: { $nin: [] } }, 'a/$nin: $nin takes a list of texts, numbers, true or false, this is []'],
    [{ a: { $in: ['x', {}] } }, 'a/$in: $in takes a list of texts, numbers, true or false, this is ["x",{}]'],
    [{ a: { $in: [{}] } }, 'a/$in: $in takes a list of texts, numbers, true or false, this is [{}]'],
    [{ a: { $exists: 1 } }, 'a/$exists: $exists takes true or false, this is 1'],
    [{ a: { $not: 7 } }, 'a/$not: $not takes operators'],
    [{ a: { $not: { $like: 'x' } } }, 'a/$not/$like: $like is not an operator'],
    [{ $or: [{ a: 1 }, { $and: [{ b: { $foo: 1 } }] }] }, '$or/1/$and/0/b/$foo: $foo is not an operator'],
  ])('%j', (condition, fault) => {
    expect(faults(condition)).toEqual([fault])
  })

  const words = 'one of $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $and, $or, $nor, $not'
  const condition = '{ "customer.tier": "gold" }'

  test.each([
    [7, condition],
    [{ $and: {} }, `{ "$and": [${condition}] }`],
    [{ $where: 'x' }, words],
    [{ a: {} }, '{ "$gt": 5 }'],
    [{ a: { $regex: 'x' } }, words],
    [{ a: { $not: 7 } }, '{ "$not": { "$gt": 5 } }'],
    [{ a: { $not: {} } }, '{ "$gt": 5 }'],
    [{ a: null }, '{ "$eq": "gold" }'],
    [{ a: { $lt: null } }, '{ "$lt": 5 }'],
    [{ a: { $nin: null } }, '{ "$nin": ["gold", "silver"] }'],
    [{ a: { $exists: null } }, '{ "$exists": true }'],
  ])('%j: an example shows how it would be right', (condition, example) => {
    expect(conditionFaults(condition).map((fault) => fault.example)).toEqual([example])
  })

  test('all of them are listed, each with an example', () => {
    expect(conditionFaults({ a: { $in: 'x', $exists: 'y' }, $not: { b: { $gt: null } } })).toEqual([
      {
        path: ['a', '$in'],
        reason: '$in takes a list of texts, numbers, true or false, this is "x"',
        example: '{ "$in": ["gold", "silver"] }',
      },
      { path: ['a', '$exists'], reason: '$exists takes true or false, this is "y"', example: '{ "$exists": true }' },
      { path: ['$not', 'b', '$gt'], reason: '$gt takes a text or a number, this is null', example: '{ "$gt": 5 }' },
    ])
  })
})

test('compiling an operator that nobody knows says which, where, and what there is', () => {
  expect(() => compileCondition({ 'customer.tier': { $like: 'g%' } })).toThrow(
    /condition: \$like at customer.tier is not an operator; use one of \$eq, /,
  )
})
