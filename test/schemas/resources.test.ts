import { describe, expect, test } from 'vitest'
import { defaultSettings } from '#shared/domain/settings.ts'
import { check, type Schema } from '#shared/schemas/faults.ts'
import { offerExample, offerSchema } from '#shared/schemas/offer.ts'
import { personaExample, personaSchema } from '#shared/schemas/persona.ts'
import { segmentExample, segmentSchema } from '#shared/schemas/segment.ts'
import { settingsExample, settingsSchema } from '#shared/schemas/settings.ts'
import { templateExample, templateSchema } from '#shared/schemas/template.ts'

const shapes: Record<string, [Schema<unknown>, object]> = {
  segment: [segmentSchema, segmentExample],
  offer: [offerSchema, offerExample],
  template: [templateSchema, templateExample],
  persona: [personaSchema, personaExample],
  settings: [settingsSchema, settingsExample],
}

test.each(Object.entries(shapes))(
  'the example of a %s is a right one, and is read as it stands',
  (_, [schema, right]) => {
    expect(check(schema, right, right)).toEqual({ value: right })
  },
)

/** The faults of an example with some fields changed; undefined takes a field away. */
const faultsIn = (name: string, own: object): [path: string, reason: string][] => {
  const [schema, right] = shapes[name] ?? []
  if (schema === undefined) throw new Error(`no ${name}`)
  const changed = Object.fromEntries(Object.entries({ ...right, ...own }).filter(([, value]) => value !== undefined))
  const checked = check(schema, changed, right)
  return 'faults' in checked ? checked.faults.map(({ path, reason }) => [path, reason]) : []
}

describe('settings', () => {
  test('say nothing but what is different from the house defaults', () => {
    expect(check(settingsSchema, {}, settingsExample)).toEqual({ value: defaultSettings })
  })

  test('are refused field by field', () => {
    expect(faultsIn('settings', { holdoutPercent: 15 })).toEqual([])
    expect(faultsIn('settings', { holdoutPercent: 15.1 })).toEqual([
      ['holdoutPercent', 'must be a number from 0 to 15 percent'],
    ])
    const ofJourney = { limit: 1, windowSeconds: 3600, scope: 'journey' }
    expect(faultsIn('settings', { frequencyCaps: [ofJourney] })).toEqual([
      [
        'frequencyCaps[0].scope',
        'must be "customer": these caps are on all that she gets; a cap on one journey stands in the journey',
      ],
    ])
    expect(faultsIn('settings', { sendsPerMinute: 0 })).toEqual([
      ['sendsPerMinute', 'must be a whole number from 1 to 1000000 messages a minute'],
    ])
    expect(faultsIn('settings', { localeFallbacks: ['english'] })).toEqual([
      ['localeFallbacks[0]', 'must be a language, such as de or de-AT'],
    ])
    expect(faultsIn('settings', { venues: { harbour: { sendsPerMinute: 1.5 } } })).toEqual([
      ['venues.harbour.sendsPerMinute', 'must be a whole number from 1 to 1000000 messages a minute'],
    ])
    expect(
      faultsIn('settings', { quietHours: { windows: [{ start: '24:00', end: '08:00' }], fallback: 'drop' } }),
    ).toEqual([['quietHours.windows[0].start', 'must be a time of day from 00:00 to 23:59']])
  })
})

describe('an offer', () => {
  test('needs no stock and no budget, but a time after which its codes are over', () => {
    const { id, name, venueId, codeValidSeconds } = offerExample
    expect(check(offerSchema, { id, name, venueId, codeValidSeconds }, offerExample)).toEqual({
      value: { id, name, venueId, codeValidSeconds },
    })
    expect(faultsIn('offer', { codeValidSeconds: undefined })).toMatchObject([['codeValidSeconds', expect.any(String)]])
  })

  test.each([
    [{ stock: 0 }, 'stock', 'must be a whole number from 1 to 10000000'],
    [{ perCustomer: 0 }, 'perCustomer', 'must be a whole number from 1 to 1000'],
    [{ budget: { amount: 10, cost: 0 } }, 'budget.cost', 'must be a number above 0: what one redemption costs'],
    [
      { budget: { amount: 10, cost: 11 } },
      'budget.cost',
      'must not be above "amount": not one would fit into the budget',
    ],
    [{ codeValidSeconds: 59 }, 'codeValidSeconds', 'must be a whole number from 60 to 31622400 seconds'],
    [
      { venueId: 'a b' },
      'venueId',
      'must be 1 to 64 letters, digits and - _ . only, as it stands in topics and addresses',
    ],
  ])('with %j is refused at its place', (own, path, reason) => {
    expect(faultsIn('offer', own)).toEqual([[path, reason]])
  })
})

describe('others', () => {
  test.each([
    ['segment', { condition: { 'customer.tier': { $eqq: 1 } } }, 'condition.customer.tier.$eqq'],
    ['segment', { name: '' }, 'name'],
    ['template', { title: 'x'.repeat(81) }, 'title'],
    ['template', { locales: { german: { title: 'a' } } }, 'locales.german'],
    ['template', { link: 'http://example.com' }, 'link'],
    ['persona', { traits: { firstName: null } }, 'traits.firstName'],
    ['persona', { consents: { marketing: 'granted' } }, 'consents.marketing'],
    ['persona', { locale: 'german!' }, 'locale'],
  ])('a %s with %j is refused at its place', (name, own, path) => {
    expect(faultsIn(name, own).map(([one]) => one)).toEqual([path])
  })

  test.each(Object.keys(shapes))('a field of a %s that nobody knows is a fault', (name) => {
    expect(faultsIn(name, { nmae: 'x' }).map(([path]) => path)).toEqual(['nmae'])
  })
})
