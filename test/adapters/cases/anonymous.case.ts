import { expect, test } from 'vitest'
import { quarterMs } from '#shared/domain/anonymous-counts.ts'
import { sketchSize } from '#shared/domain/sketch.ts'
import type { SketchPlace } from '#shared/ports.ts'
import { at } from '#test/support/builders.ts'
import type { Opened } from '../opened.ts'

const dayMs = 24 * 3600_000
const midnight = at(14 * 3600) // 24:00 in Vienna

/** A sketch with these registers raised. */
const aSketch = (registers: Readonly<Record<number, number>>) => {
  const sketch = new Uint8Array(sketchSize)
  for (const [register, run] of Object.entries(registers)) sketch[Number(register)] = run
  return sketch
}

const aPlace = (own: Partial<SketchPlace> = {}): SketchPlace => ({
  venueId: 'store',
  gatewayId: 'shoes-gateway',
  quarter: at(0),
  zoneId: 'shoes',
  ...own,
})

export const anonymousCases = (opened: () => Opened) => {
  const anonymous = () => opened().ports.anonymous
  const sketches = (from = at(0), until = at(3600), now = at(3600)) => anonymous().sketches('store', from, until, now)

  test('everybody who asks for the salt of a day gets the same one, another one for each day and venue', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => anonymous().salt('store', '2026-11-21', midnight)))
    expect(new Set(asked.map((salt) => salt && Buffer.from(salt).toString('hex'))).size).toBe(1)
    expect(asked[0]).toHaveLength(32)
    expect(await anonymous().salt('store', '2026-11-22', midnight + dayMs)).not.toEqual(asked[0])
    expect(await anonymous().salt('station', '2026-11-21', midnight)).not.toEqual(asked[0])
  })

  test('a salt is destroyed when its day has ended, not before, and is never made again', async () => {
    await anonymous().salt('store', '2026-11-21', midnight)
    const tomorrows = await anonymous().salt('store', '2026-11-22', midnight + dayMs)
    expect(await anonymous().destroySalts(midnight - 1)).toBe(0)
    expect(await anonymous().destroySalts(midnight)).toBe(1)
    expect(await anonymous().destroySalts(midnight)).toBe(0)
    expect(await anonymous().salt('store', '2026-11-21', midnight)).toBeUndefined()
    expect(await anonymous().salt('store', '2026-11-22', midnight + dayMs)).toEqual(tomorrows)
  })

  test('a sketch rises to whatever was seen, and repeating it changes nothing', async () => {
    expect(await anonymous().raise(aPlace(), aSketch({ 1: 3, 7: 1 }))).toEqual(aSketch({ 1: 3, 7: 1 }))
    expect(await anonymous().raise(aPlace(), aSketch({ 1: 2, 1023: 5 }))).toEqual(aSketch({ 1: 3, 7: 1, 1023: 5 }))
    await anonymous().raise(aPlace(), aSketch({ 1: 2, 1023: 5 }))
    expect(await sketches()).toEqual([{ quarter: at(0), zoneId: 'shoes', sketch: aSketch({ 1: 3, 7: 1, 1023: 5 }) }])
  })

  test('of sketches that rise at once none is lost', async () => {
    await Promise.all([1, 2, 3, 4].map((register) => anonymous().raise(aPlace(), aSketch({ [register]: 1 }))))
    expect((await sketches()).map(({ sketch }) => sketch)).toEqual([aSketch({ 1: 1, 2: 1, 3: 1, 4: 1 })])
  })

  test('sketches are found by quarter of an hour, over midnight too, each with its zone', async () => {
    const quarters = [at(0) - quarterMs, at(0), at(0) + quarterMs, midnight + dayMs]
    for (const quarter of quarters) await anonymous().raise(aPlace({ quarter }), aSketch({ 1: 1 }))
    await anonymous().raise(aPlace({ gatewayId: 'door-gateway', zoneId: undefined }), aSketch({ 2: 1 }))
    await anonymous().raise(aPlace({ venueId: 'station', zoneId: 'kiosk' }), aSketch({ 3: 1 }))
    const found = await sketches(at(60), at(1800), at(1800))
    const zones = found.map(({ quarter, zoneId }) => `${(quarter - at(0)) / quarterMs} ${zoneId}`)
    expect(zones.toSorted()).toEqual(['0 shoes', '0 undefined', '1 shoes'])
    expect(await sketches(at(0), at(900))).toHaveLength(2)
    expect(await sketches(at(0) - dayMs, midnight + 2 * dayMs)).toHaveLength(5)
  })

  test('a sketch is not found any more after 30 days', async () => {
    await anonymous().raise(aPlace(), aSketch({ 1: 1 }))
    expect(await sketches(at(0), at(900), at(0) + 30 * dayMs - 1)).toHaveLength(1)
    expect(await sketches(at(0), at(900), at(0) + 30 * dayMs)).toEqual([])
  })
}
