import { expect, test } from 'vitest'
import { compileConditions, memberships } from '#shared/domain/compile-conditions.ts'
import type { Condition } from '#shared/domain/condition.ts'
import { segmentFaults, segmentsIn } from '#shared/domain/segment-faults.ts'

const segment = (id: string, condition: Condition) => ({ id, name: id, condition })

const segments = [
  segment('gold', { 'customer.tier': 'gold' }),
  segment('regulars', { 'customer.visits': { $gte: 3 } }),
  segment('gold-regulars', { $segment: 'gold', $and: [{ $segment: 'regulars' }] }),
  segment('others', { $not: { $segment: 'gold-regulars' } }),
]
const conditions = compileConditions(segments, { seeds: ['olga'] })
const ada = { customer: { id: 'ada', tier: 'gold', visits: 5 } }
const bob = { customer: { id: 'bob', tier: 'gold', visits: 1 } }
const ids = segments.map(({ id }) => id)

test('a segment is asked for like a field, also in another, and in what combines conditions', () => {
  const asked = conditions.compile({ 'customer.id': 'ada', $or: [{ $segment: 'gold-regulars' }, { $segment: 'none' }] })
  expect([asked.holds(ada), asked.holds({ customer: { ...bob.customer, id: 'ada' } })]).toEqual([true, false])
  expect([memberships(conditions, ids, ada), memberships(conditions, ids, bob)]).toEqual([
    ['gold', 'regulars', 'gold-regulars'],
    ['gold', 'others'],
  ])
})

test('why somebody is not in a segment, and why somebody is', () => {
  expect([
    conditions.compile({ $segment: 'gold-regulars' }).whyNot(bob),
    conditions.compile({ $segment: 'others' }).whyNot(ada),
    conditions.compile({ $segment: 'none' }).whyNot(ada),
    conditions.compile({ $not: { $segment: 'gold' } }).whyNot(ada),
  ]).toEqual([
    'segment gold-regulars: segment regulars: customer.visits: 1, wanted ≥ 3',
    'segment others: segment gold-regulars: segment gold: customer.tier: "gold", wanted not = "gold"; segment regulars: customer.visits: 5, wanted not ≥ 3',
    'segment none: nothing, wanted one',
    'segment gold: customer.tier: "gold", wanted not = "gold"',
  ])
})

test('a group is a list of values', () => {
  const inGroup = (name: string) => conditions.compile({ 'customer.id': { $inGroup: name } })
  expect([inGroup('seeds').holds({ customer: { id: 'olga' } }), inGroup('seeds').holds(ada)]).toEqual([true, false])
  expect([inGroup('constructor').holds(ada), inGroup('seeds').whyNot(ada)]).toEqual([
    false,
    'customer.id: "ada", wanted in group "seeds"',
  ])
})

test('a segment is compiled once, whoever asks for it', () => {
  expect(conditions.segment('gold')).toBe(conditions.segment('gold'))
  expect(conditions.segment('none')).toBeUndefined()
})

test('a condition is compiled when it is asked, and shared by all who write the same', () => {
  const { compile } = compileConditions([])
  expect(compile({ 'customer.tier': 'gold' })).toBe(compile({ 'customer.tier': 'gold' }))
  const tooDeep = compile(deep(30))
  expect(() => tooDeep.holds(ada)).toThrow('condition: more than 20 deep')
})

const deep = (levels: number): Condition => (levels === 0 ? {} : { $not: deep(levels - 1) })

test('segments that ask for themselves have nobody in them, and don’t run on for ever', () => {
  const circle = compileConditions([segment('a', { $segment: 'b' }), segment('b', { $segment: 'a' })])
  expect([memberships(circle, ['a', 'b'], ada), circle.compile({ $not: { $segment: 'a' } }).holds(ada)]).toEqual([
    [],
    true,
  ])
})

test('segments that are right have no faults', () => {
  expect(segmentFaults(segments)).toEqual([])
})

test('unknown segments, circles, and what a segment can not know', () => {
  expect(
    segmentFaults([
      segment('gold', { 'customer.tier': 'gold', $segment: 'goldd-regulars' }),
      segment('gold-regulars', { $or: [{ $nor: [{ $segment: 'visitors' }] }] }),
      segment('visitors', { $not: { $segment: 'gold-regulars' }, 'history.openRuns': { $gtt: 1 } }),
      segment('here', { 'venue.id': 'store' }),
      segment('me', { $segment: 'me' }),
    ]),
  ).toEqual([
    {
      path: 'segments.gold.condition.$segment',
      reason: 'there is no segment "goldd-regulars", gold-regulars is near',
      example: '{ "$segment": "gold-regulars" }',
    },
    {
      path: 'segments.gold-regulars.condition',
      reason:
        'segment "gold-regulars" asks for itself: gold-regulars → visitors → gold-regulars; take one of these out',
    },
    {
      path: 'segments.visitors.condition.history.openRuns.$gtt',
      reason: '$gtt is not an operator, $gt is near',
      example: '$gt',
    },
    {
      path: 'segments.visitors.condition',
      reason: 'segment "visitors" asks for itself: visitors → gold-regulars → visitors; take one of these out',
    },
    {
      path: 'segments.here.condition.venue.id',
      reason: 'there is no venue here; there is customer, history',
      example: '"customer.venue.id"',
    },
    { path: 'segments.me.condition', reason: 'segment "me" asks for itself: me → me; take one of these out' },
  ])
})

test('the segments that a condition asks for, wherever', () => {
  const condition = {
    $segment: 'a',
    $and: [{ $or: [{ $segment: 'b' }] }],
    $nor: [{ $not: { $segment: 'c' } }],
    'customer.x': { $segment: 'd' },
  }
  expect([segmentsIn(condition), segmentsIn({}), segmentsIn('x')]).toEqual([['a', 'b', 'c'], [], []])
})
