import { expect, test } from 'vitest'
import { customerOf } from '#infra/bench/crowd.ts'
import { releaseOf } from '#infra/bench/mall.ts'
import { jsonLogic, jsonRules } from '#infra/bench/peers.ts'
import { askedBy, matchesOf, momentOf } from '#infra/bench/rules.ts'
import { compileRelease } from '#shared/domain/release.ts'

test.each([
  [100, 1],
  [1000, 1],
  [2000, 2],
])('of %i journeys every rules library finds the same, one in ten of a shop', async (journeys, expected) => {
  const content = releaseOf(journeys)
  const release = compileRelease(content)
  for (const visitor of [0, 13, 99]) {
    const moment = momentOf(visitor)
    const subject = askedBy(moment, customerOf(visitor))
    expect([
      matchesOf(release, moment, () => subject),
      jsonLogic(content.journeys).matches(subject),
      await jsonRules(content.journeys).matches(subject),
    ]).toEqual([expected, expected, expected])
  }
})
