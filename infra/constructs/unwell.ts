/** What is not well in venues. Each alarm rests when the last of its kind is well again. */
export const unwell = [
  {
    what: 'gateway_silent',
    means: 'A gateway is not heard while its neighbours are: tags near it raise no moments.',
    todo: 'GET /venues/{venueId}/health names it, the journeys it hits and the moments lost. See to its power and network.',
  },
  {
    what: 'beacon_silent',
    means: 'A beacon is not heard while its neighbours are: phones near it raise no moments.',
    todo: 'GET /venues/{venueId}/health names it. It may have lost its battery, or its place.',
  },
  {
    what: 'venue_silent',
    means: 'No beacon, or no gateway, of a venue is heard in an hour in which they always were.',
    todo: 'GET /venues/{venueId}/health tells which. See whether the venue is closed today, and to its network.',
  },
  {
    what: 'battery_low',
    means: 'The battery of a beacon or gateway is nearly empty.',
    todo: 'GET /venues/{venueId}/health names it. Change it before it falls silent.',
  },
  {
    what: 'clock_skewed',
    means:
      'A gateway’s clock, or most phones’, is more than half a minute from ours: what it hears comes late or too early.',
    todo: 'GET /venues/{venueId}/health names it. Have it set its clock by NTP.',
  },
  {
    what: 'unknown_ids',
    means: 'Phones hear beacons, or gateways speak, that nobody registered in their venue.',
    todo: 'GET /venues/{venueId}/health lists them. Register them (PUT /venues/{venueId}), or find out whose they are.',
  },
] as const
