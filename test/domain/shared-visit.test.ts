import { expect, test } from 'vitest'
import type { Moment } from '#shared/domain/moment.ts'
import {
  noVisits,
  type SharedVisits,
  type Sign,
  type Step,
  sharedVisitLimits,
  signShared,
  stepShared,
  type Where,
  whereAfter,
  zonesShared,
} from '#shared/domain/shared-visit.ts'
import { aMoment, at } from '#test/support/builders.ts'

/** A device's moments one after the other, as its mailbox numbers them; `says` gives them ids of their own. */
const aDevice = (deviceId: string, says = deviceId) => {
  let where: Where | undefined
  let ordinal = 0
  return (kind: Moment['kind'], zoneId?: string, own: Partial<Moment> = {}): Step => {
    const { zoneId: _, ...anywhere } = aMoment({ kind, deviceId, visitId: `visit of ${deviceId}`, ...own })
    const moment = { ...anywhere, id: `${ordinal} ${says} ${kind} ${zoneId}`, ...(zoneId !== undefined && { zoneId }) }
    const before = where
    where = whereAfter(where, moment)
    return { deviceId, ordinal: ordinal++, before, after: where, moment }
  }
}

/** What each step came to, and the visits after them. */
const walk = (steps: readonly Step[], from: SharedVisits = noVisits) => {
  let shared = from
  const others = steps.map((step) => {
    const stepped = stepShared(shared, step)
    shared = stepped.shared
    return stepped.others
  })
  return { shared, others }
}

const aSign = (own: Partial<Sign> = {}): Sign => ({
  mailbox: 'device:phone',
  deviceId: 'phone',
  customerId: 'ada',
  isIn: true,
  saidAt: at(50),
  ordinal: 2,
  where: { venueId: 'store', visitId: 'visit of phone', stays: [{ zoneId: 'shoes', dwelt: [30] }] },
  ...own,
})

test('steps that come again answer as before and change nothing, also when her visit is over', () => {
  const [phone, tag] = [aDevice('phone'), aDevice('tag')]
  const steps = [
    phone('venue.enter'),
    phone('zone.enter', 'shoes'),
    tag('venue.enter'),
    tag('zone.enter', 'shoes'),
    phone('zone.exit', 'shoes'),
    phone('venue.exit'),
    tag('zone.exit', 'shoes'),
    tag('venue.exit'),
  ]
  const once = walk(steps)
  expect(once.others.map((one) => one !== undefined)).toEqual([false, false, true, true, true, true, false, false])
  expect(once.shared.visits).toEqual({})
  const again = walk(steps, once.shared)
  expect(again.shared).toBe(once.shared)
  expect(again.others.map((one) => one !== undefined)).toEqual(once.others.map((one) => one !== undefined))
  const visitIds = steps.map((step) => stepShared(once.shared, step).visitId)
  expect(new Set(visitIds)).toEqual(new Set(['visit of phone']))
})

test('a try that saw another release is put right by the next moment of its device', () => {
  const ghost = aDevice('phone', 'ghost')
  const real = aDevice('phone')
  const { shared } = walk([
    ghost('venue.enter'),
    ghost('zone.enter', 'shoes'),
    real('venue.enter'),
    real('zone.enter', 'boots'),
  ])
  expect(zonesShared(shared, 'store')).toEqual(['boots'])
  expect(zonesShared(walk([real('zone.exit', 'boots'), real('venue.exit')], shared).shared, 'store')).toBeUndefined()
})

test('a zone that two devices are in is hers once', () => {
  const [phone, tag] = [aDevice('phone'), aDevice('tag')]
  const enter = (device: typeof phone, ...zones: string[]) => [
    device('venue.enter'),
    ...zones.map((zoneId) => device('zone.enter', zoneId)),
  ]
  const { shared } = walk([...enter(phone, 'fashion', 'shoes'), ...enter(tag, 'fashion')])
  expect(zonesShared(shared, 'store')?.toSorted()).toEqual(['fashion', 'shoes'])
  expect(zonesShared(shared, 'station')).toBeUndefined()
})

test('a device in another venue has a visit of its own there', () => {
  const [phone, tag] = [aDevice('phone'), aDevice('tag')]
  const { shared, others } = walk([phone('venue.enter'), tag('venue.enter', undefined, { venueId: 'station' })])
  expect(others).toEqual([undefined, undefined])
  expect(shared.visits).toEqual({
    store: { id: 'visit of phone', dwelt: {} },
    station: { id: 'visit of tag', dwelt: {} },
  })
})

test('a device that comes brings the dwells that it has raised', () => {
  const shared = signShared(noVisits, aSign())
  expect(shared.visits).toEqual({ store: { id: 'visit of phone', dwelt: { shoes: [30] } } })
  const tag = aDevice('tag')
  const dwell = tag('venue.enter')
  const { others } = walk([dwell, tag('zone.enter', 'shoes'), tag('zone.dwell', 'shoes', { dwellSeconds: 30 })], shared)
  expect(others).toEqual([['phone'], ['phone'], []])
})

test('an older word, or one that moments came after, changes nothing; a repeated one neither', () => {
  const shared = signShared(noVisits, aSign())
  expect(signShared(shared, aSign())).toBe(shared)
  expect(signShared(shared, aSign({ isIn: false, saidAt: at(49) }))).toBe(shared)
  expect(signShared(shared, aSign({ isIn: false, saidAt: at(60), ordinal: 1 }))).toBe(shared)
  const left = signShared(shared, aSign({ isIn: false, saidAt: at(60) }))
  expect([left.visits, left.devices.phone?.isOut]).toEqual([{}, true])
  expect(signShared(left, aSign())).toBe(left)
  expect(signShared(left, aSign({ saidAt: at(70), ordinal: 3 })).devices.phone).toMatchObject({ venueId: 'store' })
})

test('of a device that is nowhere nothing is written down', () => {
  expect(signShared(noVisits, aSign({ where: undefined }))).toBe(noVisits)
  expect(signShared(noVisits, aSign({ isIn: false }))).toBe(noVisits)
})

test('a process that has not noticed a sign-out brings nothing back', () => {
  const phone = aDevice('phone')
  const early = phone('venue.enter')
  const left = signShared(signShared(noVisits, aSign()), aSign({ isIn: false, saidAt: at(60) }))
  expect(stepShared(left, early).shared).toBe(left)
})

test('what a ledger does not remember any more is not decided anew', () => {
  const phone = aDevice('phone')
  const steps = [
    phone('venue.enter'),
    ...Array.from({ length: sharedVisitLimits.told }, (_, i) => phone(i % 2 ? 'zone.exit' : 'zone.enter', 'shoes')),
  ]
  const { shared } = walk(steps)
  expect(walk(steps.slice(0, 1), shared)).toEqual({ shared, others: [[]] })
})

test('a device that had no moment for two days is gone, wherever it was', () => {
  const [phone, tag] = [aDevice('phone'), aDevice('tag')]
  const { shared } = walk([phone('venue.enter')])
  const later = at(60) + sharedVisitLimits.rememberedSeconds * 1000
  const soon = walk([tag('venue.enter', undefined, { receivedAt: later - 1 })], shared).shared
  expect(Object.keys(soon.devices).toSorted()).toEqual(['phone', 'tag'])
  const late = walk([tag('zone.enter', 'shoes', { receivedAt: later })], soon).shared
  expect(Object.keys(late.devices)).toEqual(['tag'])
})
