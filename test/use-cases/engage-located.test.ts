import { beforeAll, describe, expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { mostBytes } from '#shared/domain/locating/belief.ts'
import { learnRadioMap } from '#shared/domain/locating/calibrate.ts'
import { zonesOfCells } from '#shared/domain/locating/cell-zones.ts'
import { type Locator, locatorOf } from '#shared/domain/locating/locator.ts'
import { topics } from '#shared/domain/topic.ts'
import type { Point } from '#shared/domain/venue.ts'
import { indexVenue } from '#shared/domain/venue-index.ts'
import { engageVisitors } from '#shared/use-cases/engage-visitors.ts'
import type { FindLocator } from '#shared/use-cases/live-locating.ts'
import type { StreamedRecord } from '#shared/use-cases/read-record.ts'
import { aNote, aReleaseContent, at } from '#test/support/builders.ts'
import { aCalibration, aHall, hearingsAt, randomsOf } from '#test/support/radio.ts'
import { aRecord, enrolled, published } from './support.ts'

const hall = aHall()

/** What a phone reports of a second in a place of the ground floor. */
const reportAt = (place: Point, second: number, random: () => number): StreamedRecord => {
  const sightings = hearingsAt(hall, 'f0', place, at(second), random).map(({ key, rssi }, i) => {
    const [, uuid, major, minor] = key.split(':')
    const beacon = { uuid, major: Number(major), minor: Number(minor) }
    return { id: `${second}-${i}`, at: at(second), beacon, rssi }
  })
  const topic = topics.sightings('hall', 'phone-1')
  return aRecord('device:phone-1', published('phone-1', { sightings }, second, { topic }), second)
}

/** Somebody in the middle room of the south for a while, then in the last one of the north. Each report meets a new environment. */
const visit = async (radioMap: string | undefined, find: FindLocator) => {
  const memory = memoryPorts()
  const venues = [aHall(radioMap === undefined ? {} : { radioMap })]
  await memory.releases.publish(aReleaseContent({ venues, journeys: [] }), undefined, aNote())
  const random = randomsOf(11)
  const records = Array.from({ length: 60 }, (_, i) =>
    reportAt(i < 30 ? { x: 30, y: 3 } : { x: 50, y: 21 }, 60 + i, random),
  )
  for (const record of [enrolled('phone-1'), ...records, ...records])
    expect(await engageVisitors(memory, undefined, undefined, find)([record])).toEqual([])
  const presence = (await memory.presences.find(['device:phone-1'])).get('device:phone-1')
  const entered = memory.journaled.flatMap((entry) =>
    entry.type === 'moment' && entry.moment.kind === 'zone.enter' ? [entry.moment] : [],
  )
  return { presence, entered: entered.map(({ zoneId }) => zoneId), moments: entered }
}

describe('in a venue with outlines', () => {
  let locator: Locator
  beforeAll(() => {
    const index = indexVenue(hall)
    locator = locatorOf(learnRadioMap('map-1', hall, aCalibration(hall), (grid) => zonesOfCells(index, grid)))
  })

  test('she is followed from room to room by the learned map, whatever environment each report meets, and copies change nothing', async () => {
    const asked: string[][] = []
    const { entered, presence, moments } = await visit('map-1', async (...which) => {
      asked.push(which)
      return locator
    })
    expect(entered).toEqual(['f0', 'f0-south-1', 'f0-north-2'])
    expect(asked[0]).toEqual(['hall', 'map-1'])
    expect(moments.at(-1)).toMatchObject({ evidence: { by: 'position' } })
    expect(presence?.belief?.map).toBe('map-1')
    expect(Buffer.from(presence?.belief?.bytes ?? '', 'base64').length).toBeLessThanOrEqual(mostBytes)
  })

  test('she is followed by the plan alone where nobody has walked', async () => {
    const { entered, presence } = await visit(undefined, async () => {
      throw new Error('no map was asked for')
    })
    expect(entered.at(-1)).toBe('f0-north-2')
    expect(presence?.belief?.map).toBe('planned')
  })

  test('where the map is not to be had, sightings alone take her from zone to zone', async () => {
    const { entered, presence } = await visit('map-2', async () => undefined)
    expect(entered).toContain('f0-north-2')
    expect(presence?.belief).toBeUndefined()
  })
})
