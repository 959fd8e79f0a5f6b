import type { Georeference, Point } from '#shared/domain/polygon.ts'

/** Degrees of longitude and latitude. */
export type Position = readonly [lon: number, lat: number]

/**
 * Metres east and north of a point, as if the earth were flat there (equirectangular). A degree's metres are those of WGS 84
 * at its latitude; a kilometre to the north a degree of longitude is shorter, so that there 1 km to the east is wrong by
 * 0.09 m at 30°, 0.19 m at 50° and 0.27 m at 60°.
 * Source of the series: National Geospatial-Intelligence Agency, length of a degree of latitude and longitude.
 */
export const frameAt = ([lon, lat]: Position): Georeference => {
  const phi = (lat * Math.PI) / 180
  const metresPerLat = 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi)
  const metresPerLon = 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi)
  return { lon, lat, metresPerLon, metresPerLat }
}

/** To the millimetre, so that a map that is read again has the same corners. */
export const toMetres = ({ lon, lat, metresPerLon, metresPerLat }: Georeference, [x, y]: Position): Point => ({
  x: rounded((x - lon) * metresPerLon, 1e3),
  y: rounded((y - lat) * metresPerLat, 1e3),
})

/** To a billionth of a degree, a ninth of a millimetre. */
export const toDegrees = ({ lon, lat, metresPerLon, metresPerLat }: Georeference, { x, y }: Point): Position => [
  rounded(lon + x / metresPerLon, 1e9),
  rounded(lat + y / metresPerLat, 1e9),
]

// + 0: no minus zero, which JSON would not keep
const rounded = (value: number, parts: number) => Math.round(value * parts) / parts + 0
