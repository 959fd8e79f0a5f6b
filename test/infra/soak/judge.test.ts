import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Figure, judge, type Sample, tolerances } from '#infra/soak/judge.ts'

const level = Object.fromEntries(Object.keys(tolerances).map((name) => [name, 100])) as Record<Figure, number>

/** Ten days of three samples each; of one figure, `of` says what it is. */
const tenDays = (figure: Figure, of: (day: number, sample: number) => number): Sample[] =>
  Array.from({ length: 30 }, (_, i) => {
    const day = Math.floor(i / 3)
    return { day, figures: { ...level, [figure]: of(day, i % 3) } }
  })

const verdictOn = (figure: Figure, samples: readonly Sample[]) => judge(samples).find((one) => one.figure === figure)

test('what stays level is flat, in every figure', () => {
  const verdicts = judge(tenDays('rssMb', () => 100))
  expect(verdicts.map(({ figure, growth, flat }) => ({ figure, growth, flat }))).toEqual(
    Object.keys(tolerances).map((figure) => ({ figure, growth: 0, flat: true })),
  )
})

test('what grows a little every day for ever is no longer flat', () => {
  expect(
    verdictOn(
      'rssMb',
      tenDays('rssMb', (day) => 1000 + 30 * day),
    ),
  ).toEqual({
    figure: 'rssMb',
    level: 1210,
    growth: 120,
    allowed: 121,
    flat: true,
  })
  expect(
    verdictOn(
      'rssMb',
      tenDays('rssMb', (day) => 1000 + 31 * day),
    )?.flat,
  ).toBe(false)
})

test('small figures may grow by so many units, whatever share that is', () => {
  expect(
    verdictOn(
      'threads',
      tenDays('threads', (day) => 2 + 2 * day),
    ),
  ).toMatchObject({ growth: 8, flat: true })
  expect(
    verdictOn(
      'threads',
      tenDays('threads', (day) => 2 + 3 * day),
    ),
  ).toMatchObject({ growth: 12, flat: false })
})

test('warming up in the first half does not count', () => {
  expect(
    verdictOn(
      'heapMb',
      tenDays('heapMb', (day) => Math.min(day, 5) * 1000),
    )?.flat,
  ).toBe(true)
})

test('what is taken away again within each day is no growth, and shrinking is flat', () => {
  expect(
    verdictOn(
      'heapMb',
      tenDays('heapMb', (_, sample) => 100 * sample),
    )?.growth,
  ).toBe(0)
  expect(
    verdictOn(
      'tablesMb',
      tenDays('tablesMb', (day) => 500 - 50 * day),
    )?.flat,
  ).toBe(true)
})

test('a store is judged by what it holds when a night has passed', () => {
  const busierDays = tenDays('streamsMb', (day, sample) => (sample === 2 ? 10 : 50 + 10 * day))
  expect(verdictOn('streamsMb', busierDays)).toMatchObject({ level: 10, growth: 0, flat: true })
  const fullerMornings = tenDays('streamsMb', (day, sample) => (sample === 2 ? 10 + day : 100))
  expect(verdictOn('streamsMb', fullerMornings)).toMatchObject({ growth: 4, allowed: 2, flat: false })
})

test('one odd day does not bend the line', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 9 }), fc.integer({ min: 0, max: 1e6 }), (odd, value) => {
      expect(
        verdictOn(
          'rssMb',
          tenDays('rssMb', (day) => (day === odd ? value : 100)),
        )?.flat,
      ).toBe(true)
    }),
  )
})

test('too few days are not judged', () => {
  const fourDays = tenDays('rssMb', () => 1).filter(({ day }) => day < 4)
  expect(() => judge(fourDays)).toThrow("a soak of 4 days can't be judged: at least 5 are needed")
})
