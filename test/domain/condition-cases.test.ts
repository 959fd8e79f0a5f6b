import { describe, expect, test } from 'vitest'
import { compileCondition, conditionFaults } from '#shared/domain/condition.ts'
import { growthbookCases } from '#test/support/growthbook.ts'

const cases = growthbookCases()?.evalCondition ?? []

describe.skipIf(cases.length === 0)("GrowthBook's cases", () => {
  test('there are 235 of them', () => expect(cases.length).toBe(235))

  test.each(cases)('%s', (_, condition, subject, expected, groups = {}) => {
    const compiled = compileCondition(condition, { segment: () => undefined, groups, shared: new Map() })
    expect([compiled.holds(subject), compiled.holds(structuredClone(subject))]).toEqual([expected, expected])
    expect(typeof (expected ? compiled.whyHeld(subject) : compiled.whyNot(subject))).toBe('string')
  })

  test('what GrowthBook takes though it never holds, or always, publishing refuses', () => {
    // as of an element, whose fields may have any name
    const refused = cases.flatMap(([name, condition, , , groups = {}]) =>
      conditionFaults({ 'event.items': { $elemMatch: { any: 1, ...condition } } }, { groups: Object.keys(groups) }).map(
        ({ path, reason }) => `${name} · ${path.slice(2).join('/')}: ${reason}`,
      ),
    )
    expect(refused).toMatchInlineSnapshot(`
      [
        "$groups - match · $and/0/$groups: $groups is no operator that stands here",
        "$groups - match · $and/1/$groups: $groups is no operator that stands here",
        "$groups - match · $and/2/$or/0/$groups: $groups is no operator that stands here",
        "$groups - match · $and/2/$or/1/$groups: $groups is no operator that stands here",
        "$groups - match · $and/3/$not/$groups: $groups is no operator that stands here",
        "$groups - match · $and/4/$not/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/0/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/1/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/2/$or/0/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/2/$or/1/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/3/$not/$groups: $groups is no operator that stands here",
        "$groups - no match · $and/4/$not/$groups: $groups is no operator that stands here",
        "$in - not array · num/$in: $in takes a list of texts, numbers, true or false, this is 1",
        "$nin - not array · num/$nin: $nin takes a list of texts, numbers, true or false, this is 1",
        "empty $or - pass · $or: $or takes a list of conditions",
        "empty $and - pass · $and: $and takes a list of conditions",
        "unknown operator - pass · name/$regx: $regx is not an operator, $regex is near",
        "$regex invalid - pass · name/$regex: this is no pattern: invalid nested repetition operator: \`???\`",
        "$regex invalid - fail · name/$regex: this is no pattern: invalid nested repetition operator: \`???\`",
        "$inGroup fails for unknown group id · id/$inGroup: there is no group "unknowngroup_id", there is group_id",
        "$notInGroup passes for unknown group id · id/$notInGroup: there is no group "unknowngroup_id", there is group_id",
      ]
    `)
  })
})
