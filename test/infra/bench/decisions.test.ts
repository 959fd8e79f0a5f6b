import { expect, test } from 'vitest'
import { situationsOf } from '#infra/bench/decisions.ts'
import { decide } from '#shared/domain/decide.ts'

test('of the ten journeys of a shop one sends its offer, and nine say why not', () => {
  for (const situation of situationsOf(100, 10).slice(0, 3)) {
    const { decisions } = decide(situation)
    const reasons = decisions.map((one) => ('message' in one ? 'sent' : 'suppressed' in one ? one.suppressed : 'else'))
    expect(reasons).toEqual(['sent', ...Array.from({ length: 9 }, () => 'audience')])
  }
})
