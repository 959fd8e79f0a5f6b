import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tempFolder } from '#test/infra/local/cloud-fixture.ts'

/** A folder with these files, gone when the process is. */
export const aFolder = (files: Readonly<Record<string, string | Uint8Array>>, folder = tempFolder()): string => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** A shop with two zones. */
export const shopYaml = `# yaml-language-server: $schema=../.usher/schemas/venues.json
name: The shop
timezone: Europe/Vienna
floors:
  - { id: ground, name: Ground floor, level: 0 }
zones:
  - { id: watches, name: Watches, floorId: ground, area: { beaconIds: [], gatewayIds: [] } }
  - { id: shoes, name: Shoes, floorId: ground, area: { beaconIds: [], gatewayIds: [] } }
beacons: []
gateways: []
`

/** An offer at Watches. */
export const watchesYaml = `name: Watches for gold customers
entrance:
  moment: zone.dwell
  venueId: shop
  zoneId: watches
  dwellSeconds: 180
  audience:
    customer.tier: gold
steps:
  - id: offer
    kind: message
    class: marketing
    message:
      kind: offer
      title: Watches
      body: Try one on
`

export const aSoundFolder = () => aFolder({ 'venues/shop.yaml': shopYaml, 'journeys/watches.yaml': watchesYaml })
