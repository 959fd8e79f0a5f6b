import { afterAll, beforeAll, expect, test } from 'vitest'
import { isCountLine } from '#infra/local/count-line.ts'
import { entriesOf, type Laptop, openHarbour, startLaptop } from './laptop.ts'
import { aPhone, approaching, type TestPhone } from './phone.ts'

let laptop: Laptop

beforeAll(async () => {
  laptop = await startLaptop()
  await openHarbour(laptop)
})
afterAll(() => laptop.close())

/** What happened to a phone so far: what, where, and how many seconds after `origin`. */
const momentsOf = ({ deviceId }: TestPhone, origin: number) =>
  entriesOf(laptop, 'moment')
    .filter(({ moment }) => moment.deviceId === deviceId)
    .map(({ moment: { kind, zoneId, occurredAt } }) => [kind, zoneId, (occurredAt - origin) / 1000])

test('a stay and its end come from the clock, without another sighting', async () => {
  const phone = await aPhone(laptop)
  const entered = laptop.system.clock.now()
  await phone.report(approaching('watches', entered))
  await laptop.pass(29)
  const before = momentsOf(phone, entered)
  await laptop.pass(2)
  const stayed = momentsOf(phone, entered)
  await laptop.pass(30)
  const silent = momentsOf(phone, entered)
  await laptop.pass(12)

  const enters = [
    ['venue.enter', undefined, 0],
    ['zone.enter', 'watches', 0],
  ]
  const dwell = ['zone.dwell', 'watches', 30]
  expect(before).toEqual(enters)
  expect(stayed).toEqual([...enters, dwell])
  expect(silent).toEqual([...enters, dwell]) // a late sighting may still come
  expect(momentsOf(phone, entered)).toEqual([
    ...enters,
    dwell,
    ['zone.exit', 'watches', 60],
    ['venue.exit', undefined, 60],
  ])
  await phone.close()
})

test('a timer beyond the queue’s quarter of an hour waits in the due table and comes in its time', async () => {
  const phone = await aPhone(laptop)
  const entered = laptop.system.clock.now()
  await phone.report(approaching('lounge', entered))
  await laptop.pass(1199)
  const before = momentsOf(phone, entered)
  await laptop.pass(4)
  await phone.settled()

  const enters = [
    ['venue.enter', undefined, 0],
    ['zone.enter', 'lounge', 0],
  ]
  expect(before).toEqual(enters)
  expect(momentsOf(phone, entered)).toEqual([...enters, ['zone.dwell', 'lounge', 1200]])
  expect(phone.messages.map(({ title }) => title)).toEqual(['Tea'])
  expect(laptop.lines.filter((line) => !isCountLine(line))).toEqual([]) // no timer was overdue
  await phone.close()
})

test('a step of an hour does what lies in it, each in its time', async () => {
  const phone = await aPhone(laptop)
  const entered = laptop.system.clock.now()
  await phone.report(approaching('lounge', entered))
  await laptop.pass(3600)
  await phone.settled()

  expect(momentsOf(phone, entered)).toEqual([
    ['venue.enter', undefined, 0],
    ['zone.enter', 'lounge', 0],
    ['zone.dwell', 'lounge', 1200],
    ['zone.exit', 'lounge', 1800],
    ['venue.exit', undefined, 1800],
  ])
  expect(phone.messages.map(({ title }) => title)).toEqual(['Tea'])
  await phone.close()
})
