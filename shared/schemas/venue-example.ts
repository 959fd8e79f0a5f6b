const ground = { floorId: 'ground' }

/** A venue that is right, in all its parts: what a fault shows as its mend. */
export const venueExample = {
  id: 'harbour',
  name: 'Harbour & Sons',
  timezone: 'Europe/Berlin',
  floors: [
    {
      id: 'ground',
      name: 'Ground floor',
      level: 0,
      outline: [
        {
          polygon: [
            { x: -5, y: -5 },
            { x: 60, y: -5 },
            { x: 60, y: 40 },
            { x: -5, y: 40 },
          ],
        },
      ],
      georeference: { lon: 9.9872, lat: 53.5413, metresPerLon: 66_200, metresPerLat: 111_200 },
      aliases: ['map-4711'],
    },
  ],
  zones: [
    {
      id: 'shoes',
      name: 'Shoes',
      ...ground,
      parentId: 'fashion',
      area: { beaconIds: ['b1'], gatewayIds: [] },
      category: 'retail.shoes',
      isPublic: true,
      openingHours: 'Mo-Sa 10:00-20:00',
      aliases: ['zone-12'],
      holdsCarts: false,
      presence: { enterRssi: -80, dwellSeconds: [60] },
    },
    {
      id: 'fashion',
      name: 'Fashion',
      ...ground,
      area: {
        polygon: [
          { x: 0, y: 0 },
          { x: 30, y: 0 },
          { x: 30, y: 20 },
        ],
        holes: [
          [
            { x: 20, y: 5 },
            { x: 22, y: 5 },
            { x: 22, y: 7 },
          ],
        ],
      },
    },
    { id: 'fountain', name: 'Fountain', ...ground, area: { centre: { x: 45, y: 30 }, radiusMetres: 6 } },
  ],
  pois: [
    {
      id: 'till-4',
      name: 'Till 4',
      ...ground,
      position: { x: 12, y: 4 },
      category: 'checkout',
      zoneId: 'shoes',
      openingHours: 'Mo-Sa 10:00-20:00',
    },
  ],
  signs: [{ id: 'welcome', name: 'Welcome', ...ground, position: { x: 1, y: 1 }, zoneIds: ['fashion'] }],
  beacons: [
    {
      id: 'b1',
      identity: { uuid: '9195b3ad-a9d0-4500-85ff-9fb0f65a5201', major: 1, minor: 7 },
      ...ground,
      position: { x: 12.5, y: 4 },
      txPower: -59,
    },
  ],
  gateways: [{ id: 'g1', ...ground, position: { x: 3, y: 3 }, format: 'minew' }],
  presence: { exitTimeoutSeconds: 60 },
  countsAnonymous: false,
}
