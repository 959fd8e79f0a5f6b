import type { Position } from './floor-plan.ts'
import type { Person } from './people.ts'
import { type Random, seededRandom } from './random.ts'
import { chooseStops, planWalk, positionAt, type Walk } from './shoppers.ts'
import { type DemoClock, everySecond } from './ticker.ts'

const insideFromTheStart = 4
const firstDwellSeconds = 60
const shortestAbsenceSeconds = 120
const longestAbsenceSeconds = 360

type CrowdOptions = {
  people: readonly Person[]
  clock: DemoClock
  seed: number
  /** How many are in the store at a time. */
  size: number
  /** Where somebody is, every second of her visit. What it returns is waited for while the clock is stepped. */
  onStep(person: Person, position: Position, at: number): unknown
}

export type Crowd = {
  present(at: number): { person: Person; position: Position }[]
  stop(): void
}

/** Lets people come and go for ever: some are inside from the start, one more comes every second until the store is full. */
export const startCrowd = ({ people, clock, seed, size, onStep }: CrowdOptions): Crowd => {
  const chances = new Map(people.map((person) => [person, seededRandom(seed, `walks of ${person.id}`)]))
  const visits = new Map<Person, { walk: Walk; since: number; stop: () => void }>()
  const away = people.map((person) => ({ person, backAt: clock.now() }))
  let visitsEver = 0

  const positionOf = ({ walk, since }: { walk: Walk; since: number }, at: number) =>
    positionAt(walk, (at - since) / 1000)

  const enter = (person: Person, random: Random) => {
    const inside = visitsEver < insideFromTheStart
    visitsEver += 1
    const walk = planWalk(random, inside ? firstStops(person) : chooseStops(random, person.traits.interests), inside)
    const visit = { walk, since: clock.now(), stop: () => {} }
    visits.set(person, visit)
    const step = () => {
      const at = clock.now()
      const position = positionOf(visit, at)
      if (position) return onStep(person, position, at)
      visit.stop()
      visits.delete(person)
      const absenceSeconds = random.between(shortestAbsenceSeconds, longestAbsenceSeconds)
      away.push({ person, backAt: at + 1000 * absenceSeconds })
    }
    // everybody at a moment of her own: a crowd does not report in chorus
    visit.stop = everySecond(clock, step, visit.since + random.between(0, 1000))
  }

  const admit = () => {
    const places = visitsEver < insideFromTheStart ? insideFromTheStart : 1
    for (let place = 0; place < places && visits.size < size; place++) {
      const next = away.findIndex(({ backAt }) => backAt <= clock.now())
      const [back] = next === -1 ? [] : away.splice(next, 1)
      const random = back && chances.get(back.person)
      if (back && random) enter(back.person, random)
    }
  }
  const stopAdmitting = everySecond(clock, admit)

  return {
    present: (at) =>
      [...visits].flatMap(([person, visit]) => {
        const position = positionOf(visit, at)
        return position ? [{ person, position }] : []
      }),
    stop: () => {
      stopAdmitting()
      for (const { stop } of visits.values()) stop()
    },
  }
}

const firstStops = ({ traits }: Person) =>
  traits.interests.map((zoneId) => ({ zoneId, dwellSeconds: firstDwellSeconds }))
