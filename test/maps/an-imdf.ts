import { fileOf, type MapFile } from '#shared/maps/map-file.ts'

export type Raw = { id?: unknown; feature_type?: unknown; geometry?: unknown; properties?: Record<string, unknown> }

/** A UUID for a name of ours, easy to read in a failing test. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const id = {
  venue: uuid(1),
  building: uuid(2),
  footprint: uuid(3),
  ground: uuid(10),
  first: uuid(11),
  hall: uuid(20),
  shop: uuid(21),
  store: uuid(22),
  upstairs: uuid(23),
  fashion: uuid(30),
  kiosk: uuid(31),
  fence: uuid(32),
  anchor: uuid(40),
  kioskAnchor: uuid(41),
  occupant: uuid(50),
  toilet: uuid(51),
  door: uuid(60),
  desk: uuid(61),
  lift: uuid(62),
}

// a small department store at the harbour of Hamburg; a ten-thousandth of a degree is 6.6 m to the east and 11.1 m to the north
const [west, south] = [9.97, 53.54]
const at = (x: number, y: number): [number, number] => [
  Number((west + x / 1e4).toFixed(7)),
  Number((south + y / 1e4).toFixed(7)),
]

/** A closed ring, counterclockwise. */
export const box = (x: number, y: number, w: number, h: number): [number, number][] => [
  at(x, y),
  at(x + w, y),
  at(x + w, y + h),
  at(x, y + h),
  at(x, y),
]
const polygon = (...rings: [number, number][][]) => ({ type: 'Polygon', coordinates: rings })
const label = (en: string, de?: string) => ({ en, ...(de === undefined ? {} : { de }) })

const level = { category: 'unspecified', restriction: null, outdoor: false, building_ids: [id.building] }

/** Every type of feature that Usher reads, two of each where one is a special case. */
export const aHarbour = (): Record<string, Raw[]> => ({
  venue: [
    {
      id: id.venue,
      geometry: polygon(box(0, 0, 100, 60)),
      properties: {
        category: 'shoppingcenter',
        restriction: null,
        name: label('Harbour & Sons', 'Hafen & Söhne'),
        hours: 'Mo-Sa 10:00-20:00',
        phone: '+49 40 000',
        website: 'https://harbour.example',
        display_point: { type: 'Point', coordinates: at(50, 30) },
      },
    },
  ],
  building: [{ id: id.building, geometry: null, properties: { category: 'unspecified', name: label('Main house') } }],
  footprint: [
    {
      id: id.footprint,
      geometry: polygon(box(0, 0, 90, 50)),
      properties: { category: 'ground', building_ids: [id.building] },
    },
  ],
  level: [
    {
      id: id.first,
      geometry: polygon(box(0, 0, 90, 50)),
      properties: { ...level, ordinal: 1, name: label('First floor'), short_name: label('1') },
    },
    {
      id: id.ground,
      geometry: polygon(box(0, 0, 90, 50)),
      properties: { ...level, ordinal: 0, name: label('Ground floor', 'Erdgeschoss'), short_name: label('G') },
    },
  ],
  unit: [
    {
      id: id.hall,
      // a hall around a light well
      geometry: polygon(box(0, 0, 90, 20), box(40, 5, 5, 5).reverse()),
      properties: { category: 'walkway', name: null, level_id: id.ground, accessibility: ['wheelchair'] },
    },
    {
      id: id.shop,
      geometry: polygon(box(0, 20, 30, 30)),
      properties: { category: 'unspecified', name: null, level_id: id.ground },
    },
    {
      id: id.store,
      geometry: polygon(box(30, 20, 20, 30)),
      properties: { category: 'storage', restriction: 'employeesonly', name: label('Store room'), level_id: id.ground },
    },
    {
      id: id.upstairs,
      geometry: { type: 'MultiPolygon', coordinates: [[box(0, 0, 40, 20)], [box(50, 0, 40, 20)]] },
      properties: { category: 'room', name: label('Gallery'), level_id: id.first },
    },
  ],
  section: [
    {
      id: id.fashion,
      geometry: polygon(box(0, 0, 50, 50)),
      properties: { category: 'retail', name: label('Fashion', 'Mode'), level_id: id.ground },
    },
  ],
  kiosk: [
    {
      id: id.kiosk,
      geometry: polygon(box(60, 5, 4, 4)),
      properties: { name: label('Ice cream'), anchor_id: id.kioskAnchor, level_id: id.ground },
    },
  ],
  geofence: [
    {
      id: id.fence,
      geometry: polygon(box(0, 0, 90, 50)),
      properties: {
        category: 'concourse',
        name: label('Members'),
        level_ids: [id.ground, id.first],
        building_ids: null,
        parents: null,
      },
    },
  ],
  anchor: [
    {
      id: id.anchor,
      geometry: { type: 'Point', coordinates: at(15, 35) },
      properties: { unit_id: id.shop, address_id: null },
    },
    {
      id: id.kioskAnchor,
      geometry: { type: 'Point', coordinates: at(62, 7) },
      properties: { unit_id: id.hall, address_id: null },
    },
  ],
  occupant: [
    {
      id: id.occupant,
      geometry: null,
      properties: {
        name: label('Boots & More'),
        category: 'shoestore',
        anchor_id: id.anchor,
        hours: 'Mo-Fr 10:00-19:00',
        phone: '+49 40 111',
      },
    },
  ],
  amenity: [
    {
      id: id.toilet,
      geometry: { type: 'Point', coordinates: at(5, 5) },
      properties: { category: 'restroom', name: null, unit_ids: [id.hall], accessibility: ['wheelchair'] },
    },
  ],
  opening: [
    {
      id: id.door,
      geometry: { type: 'LineString', coordinates: [at(10, 20), at(12, 20)] },
      properties: {
        category: 'pedestrian',
        level_id: id.ground,
        access_control: null,
        door: { type: 'sliding', automatic: true, material: null },
        accessibility: ['wheelchair'],
      },
    },
  ],
  fixture: [
    {
      id: id.desk,
      geometry: polygon(box(80, 2, 4, 1)),
      properties: { category: 'desk', name: label('Information'), level_id: id.ground },
    },
  ],
  relationship: [
    {
      id: id.lift,
      geometry: null,
      properties: {
        category: 'elevator',
        direction: 'undirected',
        origin: { id: id.hall, feature_type: 'unit' },
        intermediary: null,
        destination: { id: id.upstairs, feature_type: 'unit' },
        hours: null,
      },
    },
  ],
})

/** The files of such a map. Features get the type of their file unless they say otherwise. */
export const filesOf = (
  types: Record<string, Raw[]> = aHarbour(),
  manifest: unknown = { version: '1.0.0', language: 'en' },
): MapFile[] => [
  fileOf('manifest.json', JSON.stringify(manifest)),
  ...Object.entries(types).map(([type, features]) =>
    fileOf(
      `${type}.geojson`,
      JSON.stringify({
        type: 'FeatureCollection',
        features: features.map((one) => ({ type: 'Feature', feature_type: type, ...one })),
      }),
    ),
  ),
]
