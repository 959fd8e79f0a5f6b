import { seededRandom } from '../local/demo/random.ts'
import type { FloorPlan, Shop } from './floor-plan.ts'
import type { Recording, Walk } from './recording.ts'

const metresApart = 20
const secondsAtAShop = 6
const startedAt = Date.UTC(2026, 10, 21)

const aShop = (place: number): Shop => {
  const [west, east] = [place * metresApart, place * metresApart + 4]
  const ring: [number, number][] = [
    [west, 0],
    [east, 0],
    [east, 4],
    [west, 4],
    [west, 0],
  ]
  return { id: `G-${place}`, name: `Shop ${place}`, floorId: 'G', shape: [[ring]] }
}

/** Walks through an arcade that nobody has built: each past a few of its shops, a sighting a second; the same for a seed. */
export const madeUpRecording = (seed: number, { walks, shops }: { walks: number; shops: number }): Recording => {
  const random = seededRandom(seed, 'arcade')
  const plan: FloorPlan = {
    floor: { id: 'G', name: 'Ground floor', level: 0 },
    shops: Array.from({ length: shops }, (_, place) => aShop(place)),
  }
  let row = 1
  const aWalk = (_: unknown, place: number): Walk => {
    const route = random.shuffled([...plan.shops.keys()]).slice(0, 3)
    const heard = route.flatMap((shop, stop) =>
      Array.from({ length: secondsAtAShop }, (_, second) => {
        row += 1
        return {
          row,
          at: startedAt + (stop * secondsAtAShop + second) * 1000,
          beacon: { uuid: '5d0c2a54-8c3e-4b0a-9d27-51c0be2e7a19', major: 1, minor: shop },
          rssi: Math.round(-65 + 4 * random.normal()),
          txPower: -59,
          truePosition: { x: shop * metresApart + 2, y: 5 },
        }
      }),
    )
    return { id: `w${place}`, floorId: 'G', half: place % 2 === 0 ? 'learning' : 'unseen', heard }
  }
  return { id: 'arcade', name: 'The arcade', plans: [plan], walks: Array.from({ length: walks }, aWalk) }
}
