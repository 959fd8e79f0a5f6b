/** Metres from the floor's origin, x to the east and y to the north. */
export type Point = { x: number; y: number }

/** A ring of corners with whatever is cut out of it; no ring names its first corner twice. */
export type Polygon = { polygon: readonly Point[]; holes?: readonly (readonly Point[])[] }

/** How a floor's metres lie on the earth: degrees of longitude and latitude of its origin, and metres to a degree of each. */
export type Georeference = { lon: number; lat: number; metresPerLon: number; metresPerLat: number }
