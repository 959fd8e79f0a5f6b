import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isShape } from '#shared/domain/area.ts'
import { type CalibrationWalk, whereAt } from '#shared/domain/locating/walk.ts'
import type { Point, Venue } from '#shared/domain/venue.ts'

const width = 60
const height = 24
const degrees = (metres: number) => metres / 100_000
const ring = (points: readonly Point[]) =>
  [...points, ...points.slice(0, 1)].map(({ x, y }) => [degrees(x), degrees(y)])

/** Writes a hall and walks through it as a recording's folder: the format of the real data. */
export const writeRecording = (folder: string, hall: Venue, walks: readonly CalibrationWalk[]): void => {
  const zones = ['site,floor,zone_idx,name,category,centroid_x_m,centroid_y_m,area_m2,n_vertices']
  for (const { id, level, outline } of hall.floors) {
    const rooms = hall.zones.flatMap(({ floorId, parentId, name, area }) =>
      floorId === id && parentId !== undefined && isShape(area) && 'polygon' in area ? [{ name, area }] : [],
    )
    const polygons = [{ name: '', area: outline?.[0] ?? { polygon: [] } }, ...rooms]
    const features = polygons.map(({ area }) => ({
      geometry: { type: 'Polygon', coordinates: [ring(area.polygon)] },
      properties: { floor_num: level },
    }))
    mkdirSync(join(folder, 'floors', id), { recursive: true })
    const map = JSON.stringify({ type: 'FeatureCollection', features })
    writeFileSync(join(folder, 'floors', id, 'geojson_map.json'), map)
    writeFileSync(join(folder, 'floors', id, 'floor_info.json'), JSON.stringify({ map_info: { width, height } }))
    for (const [i, { name }] of rooms.entries()) zones.push(`hall,${id},${i + 1},${name},,0,0,160,4`)
  }
  const traces = ['floor,trace']
  const waypoints = ['floor,trace,t_ms,x,y']
  const beacons = ['trace,t_ms,uuid,major,minor,tx_power,rssi,mac,gt_x,gt_y']
  for (const walk of walks) {
    traces.push(`${walk.taps[0]?.floorId},${walk.id}`)
    for (const { at, floorId, point } of walk.taps) waypoints.push(`${floorId},${walk.id},${at},${point.x},${point.y}`)
    for (const { key, rssi, at } of walk.hearings) {
      const [, uuid, major, minor] = key.split(':')
      const truth = whereAt(walk, at)?.point
      const mac = `c3000000${String(major).padStart(2, '0')}${String(minor).padStart(2, '0')}`
      const place = truth ? `${truth.x},${truth.y}` : ','
      beacons.push(`${walk.id},${at},${uuid},${major},${minor},-59,${rssi},${mac},${place}`)
    }
  }
  const files = { 'zones.csv': zones, 'traces.csv': traces, 'waypoints.csv': waypoints, 'beacons.csv': beacons }
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
}
