import { expect, test } from 'vitest'
import { readRecording } from '#infra/replay/recording.ts'
import { aFolder, square } from './recordings.ts'

const files = {
  'traces.csv': 'floor,trace,site_name\nG,w1,The arcade\nG,w2,The arcade\nU,w3,The arcade\n',
  'beacons.csv': [
    'trace,t_ms,uuid,major,minor,tx_power,rssi,mac,gt_x,gt_y',
    'w1,1000,u-1,1,7,-59,-70,AC:23:3F:00:00:07,1.5,2',
    'w1,1000,u-1,1,7,46,-80,,,',
    'w3,5000,u-1,1,8,-59,-75,AC:23:3F:00:00:08,3,4',
    '',
  ].join('\n'),
  'zones.csv': [
    'floor,zone_idx,name,category',
    'U,1,Hats,"[""a""]"',
    'G,1,Books &amp; more,"[""a""]"',
    'G,2,fuzhumian,"[""a""]"',
    'G,3,B12,"[""5d357bc00d3c1514c7107b6b""]"',
    '',
  ].join('\n'),
  'floors/G/geojson_map.json': map(0),
  'floors/G/floor_info.json': '{"map_info":{"width":40,"height":20}}',
  'floors/U/geojson_map.json': map(1),
  'floors/U/floor_info.json': '{"map_info":{"width":40,"height":20}}',
}

/** An outline of 2 × 1 degrees, and three squares of 0.2 degrees. */
function map(level: number): string {
  const polygon = (ring: number[][]) => ({ type: 'Polygon', coordinates: [ring] })
  const outline = [
    [100, 30],
    [102, 30],
    [102, 31],
    [100, 31],
    [100, 30],
  ]
  return JSON.stringify({
    features: [
      { geometry: { type: 'MultiPolygon', coordinates: [[outline]] }, properties: { floor_num: level } },
      ...[0, 1, 1.5].map((east) => ({ geometry: polygon(square(100 + east, 30.5, 0.25)), properties: {} })),
    ],
  })
}

test('a recording is read with its walks in two halves, its floors from the bottom up, and its shops in metres', async () => {
  const recording = await readRecording(await aFolder(files))
  const shape = [
    [
      [
        [0, 10],
        [5, 10],
        [5, 15],
        [0, 15],
        [0, 10],
      ],
    ],
  ]
  expect(recording).toEqual({
    id: expect.stringMatching(/^usher-recording-[\w.-]+$/),
    name: 'The arcade',
    plans: [
      { floor: { id: 'G', name: 'G', level: 0 }, shops: [{ id: 'G-1', name: 'Books & more', floorId: 'G', shape }] },
      { floor: { id: 'U', name: 'U', level: 1 }, shops: [{ id: 'U-1', name: 'Hats', floorId: 'U', shape }] },
    ],
    walks: [
      {
        id: 'w1',
        floorId: 'G',
        half: 'learning',
        heard: [
          {
            row: 2,
            at: 1000,
            beacon: { uuid: 'u-1', major: 1, minor: 7, mac: 'AC:23:3F:00:00:07' },
            rssi: -70,
            txPower: -59,
            truePosition: { x: 1.5, y: 2 },
          },
          { row: 3, at: 1000, beacon: { uuid: 'u-1', major: 1, minor: 7 }, rssi: -80, txPower: 46 },
        ],
      },
      { id: 'w2', floorId: 'G', half: 'unseen', heard: [] },
      {
        id: 'w3',
        floorId: 'U',
        half: 'learning',
        heard: [
          {
            row: 4,
            at: 5000,
            beacon: { uuid: 'u-1', major: 1, minor: 8, mac: 'AC:23:3F:00:00:08' },
            rssi: -75,
            txPower: -59,
            truePosition: { x: 3, y: 4 },
          },
        ],
      },
    ],
  })
})

test('a sighting of a walk that nobody walked is named with its line', async () => {
  const broken = { ...files, 'traces.csv': 'floor,trace,site_name\nG,w1,The arcade\n' }
  await expect(readRecording(await aFolder(broken))).rejects.toThrow(
    'beacons.csv, line 4: walk w3 is not in traces.csv',
  )
})

test('a shop that the map does not have is named', async () => {
  const broken = { ...files, 'zones.csv': 'floor,zone_idx,name,category\nG,9,Books,a\n' }
  await expect(readRecording(await aFolder(broken))).rejects.toThrow(
    /geojson_map.json: no feature 9, though zones.csv speaks of it; it has 4/,
  )
})

test('a map of another shape is named with the place', async () => {
  const broken = { ...files, 'floors/U/floor_info.json': '{"map_info":{"width":40}}' }
  await expect(readRecording(await aFolder(broken))).rejects.toThrow(/U.floor_info.json: map_info.height /)
})
