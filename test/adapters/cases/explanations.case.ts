import { expect, test } from 'vitest'
import type { Explained } from '#shared/domain/explained.ts'
import type { Decision } from '#shared/domain/situation.ts'
import type { Opened } from '../opened.ts'
import { aMessage, opening } from '../samples.ts'

const minute = 60_000
const day = 24 * 60 * minute

const suppressed = (journeyId: string): Decision => ({
  journeyId,
  suppressed: 'audience',
  trace: [
    { check: 'pause', passed: true, saw: 'nothing paused' },
    { check: 'audience', passed: false, saw: 'customer.tier: "silver", wanted = "gold"' },
  ],
})

const sent = (journeyId: string, messageId: string): Decision => ({
  journeyId,
  message: aMessage({ id: messageId }),
  trace: [{ check: 'pause', passed: true, saw: 'nothing paused' }],
})

/** So many milliseconds after the opening, alma entered Shoes. */
const anExplained = (id: string, after: number, own: Partial<Explained> = {}): Explained => ({
  ledgerId: 'customer:alma',
  occasion: {
    id,
    kind: 'zone.enter',
    deviceId: 'phone-1',
    customerId: 'alma',
    venueId: 'store',
    zoneId: 'shoes',
    visitId: 'visit-1',
    occurredAt: opening + after - 40,
    receivedAt: opening + after,
  },
  release: 'release-1',
  decisions: [suppressed('boots')],
  ...own,
})

const always = { from: opening - 40 * day, until: opening + 40 * day }

export const explanationCases = (opened: () => Opened) => {
  const explanations = () => opened().ports.explanations
  type Read = (page: { limit: number; after?: string }) => ReturnType<ReturnType<typeof explanations>['byPerson']>

  const idsOf = async (limit: number, read: Read) => {
    const ids: string[] = []
    let after: string | undefined
    do {
      const { explained, next } = await read({ limit, ...(after === undefined ? {} : { after }) })
      expect(explained.length).toBeLessThanOrEqual(limit)
      ids.push(...explained.map(({ occasion }) => occasion.id))
      after = next
    } while (after !== undefined)
    return ids
  }
  const ofAlma = (limit = 50, span = always) =>
    idsOf(limit, (page) => explanations().byPerson('customer:alma', span, page))
  const ofBoots = (limit = 50, span = always) => idsOf(limit, (page) => explanations().byJourney('boots', span, page))

  test('an explanation is found by person, journey, message and occasion, as it was written', async () => {
    const one = anExplained('o-1', 0, { decisions: [sent('boots', 'm-1'), suppressed('watches')] })
    await explanations().write([one])
    const page = { limit: 10 }
    expect(await explanations().byPerson('customer:alma', always, page)).toEqual({ explained: [one] })
    expect(await explanations().byJourney('watches', always, page)).toEqual({ explained: [one] })
    expect(await explanations().byMessage('m-1')).toEqual(one)
    expect(await explanations().find('customer:alma', 'o-1')).toEqual(one)
    expect(await explanations().byPerson('customer:berta', always, page)).toEqual({ explained: [] })
    expect(await explanations().byJourney('socks', always, page)).toEqual({ explained: [] })
    expect(await explanations().byMessage('m-2')).toBeUndefined()
    expect(await explanations().find('customer:alma', 'o-2')).toBeUndefined()
    expect(await explanations().find('customer:berta', 'o-1')).toBeUndefined()
  })

  test('they are listed page by page, the newest first, each once', async () => {
    const steps = [0, 1, 2, 3, 4, 5, 6].map((i) => anExplained(`o-${i}`, i * 20_000 + (i > 3 ? 2 * day : 0)))
    await explanations().write(steps.slice(0, 3))
    await explanations().write(steps.slice(3))
    const newestFirst = ['o-6', 'o-5', 'o-4', 'o-3', 'o-2', 'o-1', 'o-0']
    for (const limit of [1, 2, 3, 7, 50]) expect(await ofAlma(limit)).toEqual(newestFirst)
    for (const limit of [1, 2, 3, 7, 50]) {
      const ids = await ofBoots(limit)
      expect(ids.toSorted()).toEqual(newestFirst.toSorted())
      expect(ids.slice(0, 3).toSorted()).toEqual(['o-4', 'o-5', 'o-6'])
    }
  })

  test('a span begins with its first millisecond and ends before its last', async () => {
    await explanations().write([anExplained('o-0', 0), anExplained('o-1', 1), anExplained('o-2', 2)])
    const span = { from: opening, until: opening + 2 }
    expect([await ofAlma(10, span), await ofBoots(10, span)]).toEqual([
      ['o-1', 'o-0'],
      ['o-1', 'o-0'],
    ])
  })

  test('what is written again replaces what was written', async () => {
    await explanations().write([anExplained('o-1', 0)])
    await explanations().write([anExplained('o-1', 0)])
    const again = anExplained('o-1', 0, { decisions: [sent('boots', 'm-1')] })
    await explanations().write([again])
    expect(await ofAlma()).toEqual(['o-1'])
    expect(await ofBoots()).toEqual(['o-1'])
    expect(await explanations().byMessage('m-1')).toEqual(again)
  })

  test('what is decided again stands beside what was decided first, and takes its place where that was lost', async () => {
    const first = anExplained('o-1', 0, { decisions: [sent('boots', 'm-1')] })
    const claim = { check: 'claim', passed: true, saw: 'm-1 was promised before' }
    const again = anExplained('o-1', 0, { decisions: [{ ...sent('boots', 'm-1'), trace: [claim] }] })
    await explanations().write([again])
    expect(await explanations().byMessage('m-1')).toEqual(again)
    expect(await explanations().find('customer:alma', 'o-1')).toEqual(again)
    await explanations().write([first])
    await explanations().write([again])
    expect(await explanations().byMessage('m-1')).toEqual(first)
    expect(await explanations().find('customer:alma', 'o-1')).toEqual(first)
    expect(await ofAlma()).toEqual(['o-1', 'o-1'])
  })

  test('many people in one batch are all found by their journey', async () => {
    const people = Array.from({ length: 60 }, (_, i) =>
      anExplained(`o-${i}`, i * 100, {
        ledgerId: `customer:${i}`,
        decisions: [suppressed('boots'), suppressed('hats')],
      }),
    )
    await explanations().write(people)
    expect((await ofBoots(7)).toSorted()).toEqual(people.map(({ occasion }) => occasion.id).toSorted())
  })

  test('of a thousand decisions those that did something are kept, and how many are left out is said', async () => {
    const decisions = Array.from({ length: 1000 }, (_, i) => suppressed(`journey-${i}`))
    await explanations().write([anExplained('o-1', 0, { decisions: [...decisions, sent('boots', 'm-1')] })])
    const found = await explanations().byMessage('m-1')
    expect(found?.decisions[0]).toEqual(sent('boots', 'm-1'))
    expect(found?.decisions).toHaveLength(200)
    expect(found?.omitted).toBe(801)
    expect(found?.decisions[199]?.trace).toEqual([suppressed('x').trace[1]])
  })

  test('writing nothing is harmless', async () => {
    await explanations().write([])
    expect(await ofAlma()).toEqual([])
  })
}
