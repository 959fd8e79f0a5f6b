import { describe, expect, test } from 'vitest'
import { conditionFaults } from '#shared/domain/condition.ts'

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
    [{ 'customer.a': { $regx: 'x' } }, 'customer.a/$regx: $regx is not an operator, $regex is near'],
    [{ 'customer.a': { gt: 5 } }, 'customer.a/gt: gt is not an operator, $gt is near'],
    [{ 'event.a': { gt: 5 } }, 'event.a/gt: gt is not an operator, $gt is near'],
    [{ $gt: 5 }, '$gt: $gt stands inside a field'],
    [{ $nott: {} }, '$nott: $nott is no operator that stands here, $not is near'],
    [{ 'customer.a': { $or: [] } }, 'customer.a/$or: $or stands beside fields'],
    [{ 'customer.a': { $gt: 1, b: 2 } }, 'customer.a/b: b is not an operator'],
    [{ 'customer.a': { constructor: 1 } }, 'customer.a/constructor: constructor is not an operator'],
    [{ 'customer.a': {} }, 'customer.a: no operator stands here'],
    [{ 'customer.a': { $ne: {} } }, 'customer.a/$ne: $ne takes a text, a number, true or false, this is {}'],
    [{ 'customer.a': { $gt: true } }, 'customer.a/$gt: $gt takes a text or a number, this is true'],
    [{ 'customer.a': { $lte: [1] } }, 'customer.a/$lte: $lte takes a text or a number, this is [1]'],
    [
      { 'customer.a': { $in: 'gold' } },
      'customer.a/$in: $in takes a list of texts, numbers, true or false, this is "gold"',
    ],
    [{ 'customer.a': { $nin: [] } }, 'customer.a/$nin: $nin takes a list of texts, numbers, true or false, this is []'],
    [
      { 'customer.a': { $in: ['x', {}] } },
      'customer.a/$in: $in takes a list of texts, numbers, true or false, this is ["x",{}]',
    ],
    [
      { 'customer.a': { $in: [{}] } },
      'customer.a/$in: $in takes a list of texts, numbers, true or false, this is [{}]',
    ],
    [{ 'customer.a': { $exists: 1 } }, 'customer.a/$exists: $exists takes true or false, this is 1'],
    [{ 'customer.a': { $not: 7 } }, 'customer.a/$not: $not takes operators, this is 7'],
    [{ 'customer.a': { $not: { $like: 'x' } } }, 'customer.a/$not/$like: $like is not an operator, $lte is near'],
    [
      { $or: [{ 'customer.a': 1 }, { $and: [{ 'customer.b': { $foo: 1 } }] }] },
      '$or/1/$and/0/customer.b/$foo: $foo is not an operator, $not is near',
    ],
  ])('%j', (condition, fault) => {
    expect(faults(condition)).toEqual([fault])
  })

  const words = 'one of $and, $or, $nor, $not, $segment'
  const condition = '{ "customer.tier": "gold" }'

  test.each([
    [7, condition],
    [{ $and: {} }, `{ "$and": [${condition}] }`],
    [{ $where: 'x' }, words],
    [{ 'customer.a': {} }, '{ "$gt": 5 }'],
    [{ 'customer.a': { $regx: 'x' } }, '$regex'],
    [{ $gt: 5 }, '{ "customer.visits": { "$gt": 5 } }'],
    [{ 'customer.a': { $or: [] } }, `{ "$or": [${condition}] }`],
    [{ 'customer.a': { $not: 7 } }, '{ "$not": { "$gt": 5 } }'],
    [{ 'customer.a': { $not: {} } }, '{ "$gt": 5 }'],
    [{ 'customer.a': { $eq: [] } }, '{ "$eq": "gold" }'],
    [{ 'customer.a': { $lt: null } }, '{ "$lt": 5 }'],
    [{ 'customer.a': { $nin: null } }, '{ "$nin": ["gold", "silver"] }'],
    [{ 'customer.a': { $exists: null } }, '{ "$exists": true }'],
  ])('%j: an example shows how it would be right', (condition, example) => {
    expect(conditionFaults(condition).map((fault) => fault.example)).toEqual([example])
  })

  test('all of them are listed, each with an example', () => {
    expect(
      conditionFaults({ 'customer.a': { $in: 'x', $exists: 'y' }, $not: { 'customer.b': { $gt: null } } }),
    ).toEqual([
      {
        path: ['customer.a', '$in'],
        reason: '$in takes a list of texts, numbers, true or false, this is "x"',
        example: '{ "$in": ["gold", "silver"] }',
      },
      {
        path: ['customer.a', '$exists'],
        reason: '$exists takes true or false, this is "y"',
        example: '{ "$exists": true }',
      },
      {
        path: ['$not', 'customer.b', '$gt'],
        reason: '$gt takes a text or a number, this is null',
        example: '{ "$gt": 5 }',
      },
    ])
  })
})

const faultsOf = (condition: unknown, names: Parameters<typeof conditionFaults>[1] = {}) =>
  conditionFaults(condition, names).map(({ path, reason, example }) => [path.join('/'), reason, example])

const one = (key: string, reason: string, example: string) => [[key, reason, example]]

test.each([
  ['custmer.tier', 'there is no custmer here, customer is near', '"customer.tier"'],
  ['moment.kin', 'moment has no kin, kind is near', '"moment.kind"'],
  ['history.seen.j1', 'history has no seen; it has entered, daysSinceEntered, openRuns', '"history.entered.j1"'],
  ['history.entred.j1', 'history has no entred, entered is near', '"history.entered.j1"'],
  ['customer', 'customer is no value, its fields are', '"customer.tier"'],
  ['device', 'device is no value, its fields are', '"device.kind"'],
])('a field that nobody has: %s', (field, reason, example) => {
  expect(faultsOf({ [field]: 'x' })).toEqual(one(field, reason, example))
})

test('a field that could not be told from what was seen, an empty one and an endless one', () => {
  const reason = 'a field is names with dots between them, of at most 200 characters, without quotes and semicolons'
  const fields = [
    'event.a;b',
    'event.a"b',
    'event.a: b',
    'event.a, b',
    'event.a\nb',
    'customer..x',
    '',
    'customer.'.repeat(99),
  ]
  expect(fields.flatMap((field) => faultsOf({ [field]: 1 }))).toEqual(
    fields.map((field) => [field, reason, '"customer.tier"']),
  )
  expect(faultsOf({ 'event.first name': 'Ada', 'event.dc:title': 'x' })).toEqual([])
})

test('all that a condition can be asked is taken', () => {
  const conditions = [
    { 'customer.tier': null, 'customer.tags': ['a'], 'event.basket': { total: 5 } },
    { 'customer.tags': { $all: ['a', { $regex: '^b' }], $alli: ['C'], $size: 3, $ini: ['a'], $nini: [null] } },
    { 'event.items': { $elemMatch: { category: 'boots', 'price.amount': { $gt: 5 }, $or: [{ a: 1 }] } } },
    { 'event.items': { $elemMatch: { $gt: 5 }, $not: { $size: { $lt: 2 } }, $type: 'array' } },
    { 'customer.app': { $veq: '1.2.3', $vne: 'v2', $vgt: 1, $vgte: '1', $vlt: '1', $vlte: '1' } },
    { 'customer.id': { $inGroup: 'seeds', $notInGroup: 'seeds' }, $segment: 'anything' },
    { 'customer.name': { $regex: '^(a|b)+$', $regexi: '\\u00e9/x', $notRegex: '[^x]', $notRegexi: '(?<n>y)\\d' } },
    { 'feeds.weather.celsius': { $lt: 5 }, 'stock.boots': { $gte: 1 }, 'run.variants.test': 'b', 'zone.id': 'shoes' },
  ]
  expect(conditions.flatMap((condition) => faultsOf(condition))).toEqual([])
})

test('operands of the wrong type', () => {
  const condition = {
    'customer.tags': { $all: [], $alli: 'x', $size: 1.5, $elemMatch: 7, $ini: [], $type: 'strng' },
    'customer.app': { $vgt: 'new', $regex: 5, $inGroup: 5, $eq: [1] },
    $segment: 7,
  }
  expect(faultsOf(condition)).toEqual([
    [
      'customer.tags/$all',
      '$all takes a list of what has to be among hers, this is []',
      '{ "$all": ["tea", "coffee"] }',
    ],
    [
      'customer.tags/$alli',
      '$alli takes a list of what has to be among hers, this is "x"',
      '{ "$alli": ["tea", "coffee"] }',
    ],
    ['customer.tags/$size', '$size takes a whole number, or operators, this is 1.5', '{ "$size": { "$gte": 3 } }'],
    [
      'customer.tags/$elemMatch',
      '$elemMatch takes what one element is asked, this is 7',
      '{ "$elemMatch": { "category": "boots" } }',
    ],
    [
      'customer.tags/$ini',
      '$ini takes a list of texts, numbers, true or false, this is []',
      '{ "$ini": ["gold", "silver"] }',
    ],
    [
      'customer.tags/$type',
      '$type takes one of string, number, boolean, array, object, null, this is "strng"',
      '{ "$type": "string" }',
    ],
    ['customer.app/$vgt', '$vgt takes a version, this is "new"', '{ "$vgt": "2.10.0" }'],
    ['customer.app/$regex', '$regex takes a regular expression, this is 5', '{ "$regex": "^boots" }'],
    ['customer.app/$inGroup', "$inGroup takes a group's name, this is 5", '{ "$inGroup": "seeds" }'],
    ['customer.app/$eq', '$eq takes a text, a number, true or false, this is [1]', '{ "$eq": "gold" }'],
    ['$segment', "$segment takes a segment's id, this is 7", '{ "$segment": "regulars" }'],
  ])
})

test('what is inside operators has faults too, each at its place', () => {
  const condition = {
    'event.tags': { $all: [{ $gtt: 5 }, 'x'], $size: { $lt: true }, $not: { $in: 5 } },
    'event.items': { $elemMatch: { price: { $gt: null }, $and: [] } },
    'event.list': { $elemMatch: { $and: [{ a: 1 }] } },
  }
  expect(faultsOf(condition).map(([path, reason]) => `${path}: ${reason}`)).toEqual([
    'event.tags/$all/0/$gtt: $gtt is not an operator, $gt is near',
    'event.tags/$size/$lt: $lt takes a text or a number, this is true',
    'event.tags/$not/$in: $in takes a list of texts, numbers, true or false, this is 5',
    'event.items/$elemMatch/price/$gt: $gt takes a text or a number, this is null',
    'event.items/$elemMatch/$and: $and takes a list of conditions',
    'event.list/$elemMatch/$and: $and stands beside fields',
  ])
})

test('segments and groups that are not there, and the one that is near', () => {
  const names = { segments: ['gold-regulars', 'lapsed'], groups: ['seeds', 'press'] }
  expect(faultsOf({ $not: { $segment: 'gold-regular' }, 'customer.id': { $inGroup: 'sedes' } }, names)).toEqual([
    ['$not/$segment', 'there is no segment "gold-regular", gold-regulars is near', '{ "$segment": "gold-regulars" }'],
    ['customer.id/$inGroup', 'there is no group "sedes", seeds is near', '{ "$inGroup": "seeds" }'],
  ])
  expect(faultsOf({ $segment: 'vip' }, { segments: [] })).toEqual(
    one('$segment', 'there is no segment "vip", and none at all', '{ "$segment": "regulars" }'),
  )
  expect(faultsOf({ 'moment.kind': 'zone.enter' }, { roots: ['customer', 'history'] })).toEqual(
    one('moment.kind', 'there is no moment here; there is customer, history', '"customer.moment.kind"'),
  )
})

describe('what is too large is refused, and soon', () => {
  const deep = (levels: number): object => (levels === 0 ? { 'customer.a': 1 } : { $and: [deep(levels - 1)] })
  const wide = (fields: number) => Object.fromEntries(Array.from({ length: fields }, (_, i) => [`customer.a${i}`, 1]))
  const long = (key: string, wanted: unknown) =>
    faultsOf({ [key]: wanted }).map(([path, reason]) => `${path}: ${reason}`)

  test('by its depth', () => {
    expect(faultsOf(deep(9))).toEqual([])
    expect(faultsOf(deep(10))).toEqual([
      [
        expect.stringMatching(/customer\.a$/),
        'conditions lie at most 20 deep inside each other',
        '{ "$segment": "regulars" }',
      ],
    ])
    expect(faultsOf(JSON.parse(`${'{"$not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`)).length).toBe(1)
  })

  test('by how much it asks: once, wherever it goes on', () => {
    expect(faultsOf(wide(500))).toEqual([])
    const reason = 'a condition asks at most 500 things'
    const example = '{ "customer.tier": { "$in": ["gold", "silver"] } }'
    expect(faultsOf(wide(501))).toEqual([['customer.a500', reason, example]])
    expect(faultsOf({ $or: Array.from({ length: 50_000 }, () => wide(2)) })).toEqual([
      ['$or/166/customer.a0', reason, example],
    ])
  })

  test('by its lists and texts', () => {
    const list = Array.from({ length: 1000 }, (_, i) => `id-${i}`)
    expect([...long('customer.id', { $in: list }), ...long('customer.id', 'x'.repeat(1000))]).toEqual([])
    expect([
      ...long('customer.id', { $in: [...list, 'one more'] }),
      ...long('customer.id', { $in: ['x'.repeat(1001)] }),
      ...long('customer.id', 'x'.repeat(1001)),
      ...long('customer.id', ['x', 'y'.repeat(1001)]),
    ]).toEqual([
      'customer.id/$in: a list has at most 1000 items, this one has 1001',
      'customer.id/$in: a text has at most 1000 characters, this one has 1001',
      'customer.id: a text has at most 1000 characters, this one has 1001',
      'customer.id: a text has at most 1000 characters, this one has 1001',
    ])
  })
})
