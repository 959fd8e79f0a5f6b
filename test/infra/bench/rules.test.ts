import { expect, test } from 'vitest'
import { customerOf } from '#infra/bench/crowd.ts'
import { releaseOf } from '#infra/bench/mall.ts'
import { peers } from '#infra/bench/peers.ts'
import { askedBy, matchesOf, momentOf } from '#infra/bench/rules.ts'
import { compileRelease } from '#shared/domain/release.ts'

test.each([
  [10, 1, 1],
  [100, 10, 1],
  [1000, 100, 1],
  [400, 20, 2],
])(
  'of %i journeys in %i zones every rules library finds the same, one in ten of a shop',
  async (journeys, zones, expected) => {
    const content = releaseOf(journeys, zones)
    const release = compileRelease(content)
    for (const visitor of [0, 13, 99]) {
      const moment = momentOf(visitor, zones)
      const subject = askedBy(moment, customerOf(visitor))
      const theirs = await Promise.all(peers.map((make) => make(content.journeys).matches(subject)))
      expect([matchesOf(release, moment, () => subject), ...theirs]).toEqual([expected, ...peers.map(() => expected)])
    }
  },
)
