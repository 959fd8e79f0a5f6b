import { defaultKnobs, type Venue } from './venue.ts'

type KnobFault = { path: string; reason: string; example: number }

/** Knobs that contradict each other, with those that a zone has from its venue and the house: what opens a stay must keep it open. */
export const knobFaults = ({ presence = {}, zones }: Venue): KnobFault[] => {
  const knobs = { ...defaultKnobs, ...presence }
  const told = (path: string, { enterRssi, exitRssi }: { enterRssi: number; exitRssi: number }): KnobFault[] =>
    exitRssi <= enterRssi
      ? []
      : [
          {
            path: `${path}.exitRssi`,
            reason: `${exitRssi} dBm is louder than enterRssi, ${enterRssi} dBm: what lets somebody in would not keep her in; take ${enterRssi} or less`,
            example: enterRssi - 12,
          },
        ]
  const ofVenue = told('presence', knobs)
  // what the venue has wrong is told once
  const ofZones = zones.flatMap((zone, i) =>
    zone.presence?.enterRssi === undefined && zone.presence?.exitRssi === undefined
      ? []
      : told(`zones[${i}].presence`, { ...knobs, ...zone.presence }),
  )
  return [...ofVenue, ...ofZones]
}
