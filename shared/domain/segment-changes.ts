import type { CompiledJourney } from './compiled-journey.ts'
import { askedOf, type Scene } from './scene.ts'

/**
 * Notes in which segments she is by now, of those that journeys wait for, and gives the journeys that waited for the change. The
 * first time that anybody looks only a change of what is known of her counts: who has long been gold has not just become it.
 */
export const noteSegments = (scene: Scene): CompiledJourney[] => {
  const { rules, customer, runs, occasion, aside } = scene
  const { release } = rules
  if (release.watched.length === 0 || customer === undefined || aside) return []
  const members = new Set(release.memberships(askedOf(scene)))
  const before = runs.segments
  const isNews = before !== undefined || occasion.kind === 'profile'
  const changes = release.watched.flatMap((id) => {
    const is = members.has(id)
    const was = before === undefined ? false : before[id]
    if (was === is || was === undefined || !isNews) return []
    return release.onSegment(id, is ? 'enter' : 'exit')
  })
  const isSame = before !== undefined && release.watched.every((id) => before[id] === members.has(id))
  if (!isSame) {
    scene.runs = { ...runs, segments: Object.fromEntries(release.watched.map((id) => [id, members.has(id)])) }
  }
  return changes
}
