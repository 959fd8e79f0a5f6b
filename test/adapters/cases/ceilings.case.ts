import { expect, test } from 'vitest'
import { noon } from '#test/support/offers.ts'
import type { Opened } from '../opened.ts'

const everything = (perMinute: number) => ({ key: '*', perMinute })
const messages = (from: number, to: number, ...ceilings: { key: string; perMinute: number }[]) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ messageId: `m${from + i}`, ceilings }))
const admittedIn = (answers: ReadonlyMap<string, boolean>) => [...answers].flatMap(([id, isIn]) => (isIn ? [id] : []))

export const ceilingCases = (opened: () => Opened) => {
  const admit = async (...args: Parameters<ReturnType<typeof opened>['ports']['ceilings']['admit']>) =>
    opened().ports.ceilings.admit(...args)

  test('as many as there is room for are admitted in a minute, the first ones first, and in the next as many again', async () => {
    expect(await admit(messages(1, 5, everything(3)), noon)).toEqual(
      new Map([
        ['m1', true],
        ['m2', true],
        ['m3', true],
        ['m4', false],
        ['m5', false],
      ]),
    )
    expect(admittedIn(await admit(messages(6, 9, everything(3)), noon + 59_999))).toEqual([])
    expect(admittedIn(await admit(messages(6, 9, everything(3)), noon + 60_000))).toEqual(['m6', 'm7', 'm8'])
  })

  test('a message that was admitted is admitted again, and takes no more room', async () => {
    await admit(messages(1, 2, everything(3)), noon)
    expect(admittedIn(await admit(messages(1, 2, everything(3)), noon + 1000))).toEqual(['m1', 'm2'])
    expect(admittedIn(await admit(messages(1, 9, everything(3)), noon + 2000))).toEqual(['m1', 'm2', 'm3'])
  })

  test('a message without a ceiling is always admitted, and one with several where there is room below each', async () => {
    const venue = { key: 'store', perMinute: 1 }
    const mixed = [...messages(1, 3, everything(10), venue), ...messages(4, 6, everything(10)), ...messages(7, 8)]
    expect(admittedIn(await admit(mixed, noon))).toEqual(['m1', 'm4', 'm5', 'm6', 'm7', 'm8'])
    expect(admittedIn(await admit(messages(11, 20, everything(10)), noon))).toHaveLength(6)
  })

  test('at a ceiling of none nothing goes out', async () => {
    expect(admittedIn(await admit(messages(1, 2, everything(0)), noon))).toEqual([])
  })

  test('a ceiling above which nobody is named is kept as well', async () => {
    expect(admittedIn(await admit(messages(1, 600, everything(1000)), noon))).toHaveLength(600)
    expect(admittedIn(await admit(messages(601, 1200, everything(1000)), noon))).toHaveLength(400)
    expect(admittedIn(await admit(messages(1, 600, everything(1000)), noon))).toHaveLength(600)
  })
}
