import type { Floor, Venue } from './venue.ts'

/** The floor that a name stands for: its id, one of its aliases, or its level. Without a name, the only one that there is. */
export const floorNamed = ({ floors }: Pick<Venue, 'floors'>, name: string | undefined): Floor | undefined => {
  if (name === undefined) return floors.length === 1 ? floors[0] : undefined
  return (
    floors.find(({ id }) => id === name) ??
    floors.find(({ aliases = [] }) => aliases.includes(name)) ??
    floors.find(({ level }) => String(level) === name)
  )
}
