import type { Floor } from '#shared/domain/venue.ts'
import { areaOf, georeferenceOf, type ImdfMap, labelOf, nameable, namesOf, sourceOf } from './imdf-read.ts'

/** The levels as floors, by the id of their feature. */
export const readFloors = ({ language, frame, of, own, report, origins }: ImdfMap): Map<string, Floor> => {
  const floors = new Map<string, Floor>()
  for (const feature of of('level')) {
    const { id, origin, properties } = feature
    const { name, short_name, ordinal, usher } = properties
    if (ordinal === undefined) {
      report.skip(origin, 'it has no ordinal, so nobody knows how high it lies', 'write 0 for the entrance, 1 above')
      continue
    }
    const frameOfFloor = georeferenceOf(usher) ?? frame
    const outline = areaOf(feature, frameOfFloor, report)
    if (outline === undefined) continue
    const label = labelOf(name, language) ?? labelOf(short_name, language)
    if (label === undefined) report.mend(origin, `it has no name; called Level ${ordinal}`, 'give it a name')
    const shortName = labelOf(short_name, language)
    const aliases = shortName !== undefined && shortName !== label ? [shortName] : undefined
    floors.set(id, {
      id: own(id),
      name: label ?? `Level ${ordinal}`,
      level: ordinal,
      ...(usher?.noOutline === true ? {} : { outline }),
      ...(usher?.noGeoreference === true ? {} : { georeference: frameOfFloor }),
      ...nameable('aliases', aliases),
      ...namesOf(name, language),
      ...sourceOf(usher, 'level'),
    })
    origins.set(own(id), origin)
  }
  return floors
}
