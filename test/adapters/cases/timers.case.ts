import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Timer } from '#shared/ports.ts'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

const minute = 60_000

const inOrder = <T extends Timer>(timers: readonly T[]): T[] =>
  timers.toSorted((a, b) => a.dueAt - b.dueAt || (a.mailbox < b.mailbox ? -1 : 1))

const aTimer = (dueAt: number, mailbox = 'device:phone-1'): Timer => ({ mailbox, dueAt })

export const timerCases = (opened: () => Opened) => {
  const timers = () => opened().ports.timers

  test('a timer that is armed is written down and started', async () => {
    await timers().arm([aTimer(opening + 70_000)], opening)
    expect(await timers().due(opening, opening + 2 * minute)).toEqual([{ ...aTimer(opening + 70_000), far: false }])
    expect(opened().started()).toEqual([{ ...aTimer(opening + 70_000), delaySeconds: 70 }])
  })

  test('a timer that is due later than in fifteen minutes is far: written down, not started', async () => {
    const near = aTimer(opening + 15 * minute, 'device:near')
    const far = aTimer(opening + 15 * minute + 1, 'device:far')
    await timers().arm([far, near], opening)
    expect(await timers().due(opening, opening + 20 * minute)).toEqual([
      { ...near, far: false },
      { ...far, far: true },
    ])
    expect(opened().started()).toEqual([{ ...near, delaySeconds: 900 }])
  })

  test('delays are whole seconds, never early, from none to fifteen minutes', async () => {
    const cases: [afterMs: number, delaySeconds: number][] = [
      [-5000, 0],
      [0, 0],
      [1, 1],
      [1000, 1],
      [1001, 2],
      [900_000, 900],
      [7_200_000, 900],
    ]
    for (const [afterMs] of cases) await timers().start([aTimer(opening + afterMs)], opening)
    expect(opened().started()).toEqual(
      cases.map(([afterMs, delaySeconds]) => ({ ...aTimer(opening + afterMs), delaySeconds })),
    )
    expect(await timers().due(opening - minute, opening + 16 * minute)).toEqual([])
  })

  test('what comes out of the due list can be started as it is', async () => {
    await timers().arm([aTimer(opening + 20 * minute)], opening)
    const due = await timers().due(opening, opening + 30 * minute)
    await timers().start(due, opening + 19 * minute)
    expect(opened().started()).toEqual([{ ...aTimer(opening + 20 * minute), delaySeconds: 60 }])
  })

  test('a timer that is armed twice, at once or later, is one timer', async () => {
    const timer = aTimer(opening + 1000)
    await timers().arm([timer, { ...timer }], opening)
    expect(opened().started()).toEqual([{ ...timer, delaySeconds: 1 }])
    await timers().arm([timer], opening)
    expect(await timers().due(opening, opening + minute)).toEqual([{ ...timer, far: false }])
  })

  test('a far timer that is armed again when it is near is far no more', async () => {
    const timer = aTimer(opening + 20 * minute)
    await timers().arm([timer], opening)
    await timers().arm([timer], opening + 10 * minute)
    expect(await timers().due(opening, opening + 30 * minute)).toEqual([{ ...timer, far: false }])
    expect(opened().started()).toEqual([{ ...timer, delaySeconds: 600 }])
  })

  test('a timer that is cleared is gone, and clearing it again or what never was changes nothing', async () => {
    const [first, second] = [aTimer(opening + 1000), aTimer(opening + 2000)]
    await timers().arm([first, second], opening)
    await timers().clear([first, { ...first }, aTimer(opening + 3000), aTimer(opening + 2000, 'device:other')])
    await timers().clear([first])
    expect(await timers().due(opening, opening + minute)).toEqual([{ ...second, far: false }])
  })

  test('a mailbox may have several timers, and several mailboxes one due time', async () => {
    const mailboxes = Array.from({ length: 20 }, (_, i) => `device:${String(i).padStart(2, '0')}`)
    const armed = [...mailboxes.map((mailbox) => aTimer(opening, mailbox)), aTimer(opening + 1, 'device:00')]
    await timers().arm(armed, opening)
    expect(await timers().due(opening, opening + minute)).toEqual(armed.map((timer) => ({ ...timer, far: false })))
  })

  test('what is due is from the first moment asked for up to, not including, the last', async () => {
    const edges = [-1, 0, 1, minute - 1, minute, minute + 1, 2 * minute - 1, 2 * minute].map((ms) => opening + ms)
    await timers().arm(
      edges.map((at) => aTimer(at)),
      opening,
    )
    const dueAts = async (from: number, until: number) => (await timers().due(from, until)).map(({ dueAt }) => dueAt)
    for (const from of edges) {
      for (const until of edges) {
        expect(await dueAts(from, until)).toEqual(edges.filter((at) => at >= from && at < until))
      }
    }
  })

  test('hundreds of timers across minutes are all found, oldest first', async () => {
    const armed = Array.from({ length: 300 }, (_, i) => aTimer(opening + ((i * 7919) % 600_000), `device:${i}`))
    await timers().arm(armed, opening)
    const found = await timers().due(opening, opening + 10 * minute)
    expect(found).toEqual(inOrder(armed).map((timer) => ({ ...timer, far: false })))
    expect(inOrder(opened().started()).map(({ mailbox, dueAt }) => ({ mailbox, dueAt }))).toEqual(inOrder(armed))
    await timers().clear(armed.slice(0, 299))
    expect(await timers().due(opening, opening + 10 * minute)).toEqual(
      armed.slice(299).map((timer) => ({ ...timer, far: false })),
    )
  })

  test('whatever is armed and cleared, what is due is what is left of it', async () => {
    const offset = fc.integer({ min: -3 * minute, max: 20 * minute })
    const mailbox = fc.constantFrom('device:a', 'device:b', 'customer:c', 'device:äöü')
    const some = fc.array(fc.record({ mailbox, offset }), { maxLength: 40 })
    let start = opening
    await fc.assert(
      fc.asyncProperty(some, some, async (arms, clears) => {
        start += 60 * minute
        const now = start
        const key = ({ mailbox, dueAt }: Timer) => `${dueAt}|${mailbox}`
        const at = (list: typeof arms) => list.map(({ mailbox, offset }) => aTimer(now + offset, mailbox))
        const cleared = [...at(clears), ...at(arms).slice(0, 5)]
        await timers().arm(at(arms), now)
        await timers().clear(cleared)
        const gone = new Set(cleared.map(key))
        const left = [...new Map(at(arms).map((timer) => [key(timer), timer])).values()].filter(
          (timer) => !gone.has(key(timer)),
        )
        expect(await timers().due(now - 5 * minute, now + 25 * minute)).toEqual(
          inOrder(left).map((timer) => ({ ...timer, far: timer.dueAt - now > 15 * minute })),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('no timers at all is no work', async () => {
    await timers().arm([], opening)
    await timers().start([], opening)
    await timers().clear([])
    expect([await timers().due(opening, opening), await timers().due(opening, opening - minute)]).toEqual([[], []])
    expect(opened().started()).toEqual([])
  })

  test('the cursor is unknown until it is moved, and then where it was moved to', async () => {
    expect(await timers().cursor()).toBeUndefined()
    await timers().moveCursor(opening)
    await timers().moveCursor(opening - 1)
    expect(await timers().cursor()).toBe(opening - 1)
    expect(await timers().due(0, 60_000)).toEqual([])
  })
}
