import {
  type Battery,
  type Charge,
  freshBoard,
  type HealthBoard,
  type KindHealth,
  type Skew,
  type UnknownId,
} from '#shared/domain/health.ts'
import { type WatchedAnchor, watchedAnchors } from '#shared/domain/health-anchors.ts'
import { journeysIn } from '#shared/domain/health-journeys.ts'
import { lostBy, sharesOf } from '#shared/domain/health-shares.ts'
import { tellable } from '#shared/domain/health-states.ts'
import { usualOf } from '#shared/domain/health-usual.ts'
import type { Ports } from '#shared/ports.ts'
import { liveRelease } from './live-release.ts'

type Clock = { lagSeconds: number; skewed: boolean }

/** One anchor of the board. Times in milliseconds since 1970; what is not known is left out. `momentsLost` is an estimate. */
type ShownAnchor = {
  kind: WatchedAnchor['kind']
  id: string
  zones: readonly string[]
  state: 'ok' | 'silent' | 'unheard'
  since: number
  heardAt?: number
  momentsLost?: number
  journeys?: readonly string[]
  lastOutage?: { since: number; until: number; momentsLost: number }
  battery?: Charge & { low: boolean; at: number }
  clock?: Clock
}

/** A venue's board: `red` where something is silent, `amber` where something else is not well. */
export type ShownHealth = {
  venueId: string
  /** When it was last looked at; absent before the first time. */
  at?: number
  colour: 'green' | 'amber' | 'red'
  counts: Record<'ok' | 'silent' | 'unheard' | 'batteryLow' | 'clockSkewed' | 'unknownIds', number>
  momentsLost: number
  journeys: readonly string[]
  beacons: Pick<KindHealth, 'state' | 'since' | 'heardAt'>
  gateways: Pick<KindHealth, 'state' | 'since' | 'heardAt'>
  phones?: { clock: Clock }
  anchors: readonly ShownAnchor[]
  unknownIds: readonly UnknownId[]
}

/** Shows the health of a venue of the live release; undefined where there is none of this name. */
export const showHealth = (ports: Pick<Ports, 'health' | 'releases'>) => {
  const live = liveRelease(ports)
  return async (venueId: string, now: number): Promise<ShownHealth | undefined> => {
    const [{ release }, stored] = await Promise.all([live(now), ports.health.board(venueId)])
    const index = release.venues.get(venueId)
    if (!index) return undefined
    const board = stored ?? freshBoard(now)
    const watched = watchedAnchors(index)
    const shares = sharesOf(watched, usualOf(board, undefined))
    const anchors = watched.map((one): ShownAnchor => {
      const known = board.anchors.get(one.id)
      const isSilent = known?.state === 'silent'
      return {
        kind: one.kind,
        id: one.anchorId,
        zones: one.zones,
        state: known?.state ?? 'unheard',
        since: known?.since ?? board.at,
        ...(known?.heardAt === undefined ? {} : { heardAt: known.heardAt }),
        ...(isSilent
          ? { momentsLost: whole(lostBy(known, shares(one))), journeys: journeysIn(release, index, one.zones) }
          : {}),
        ...(known?.lastOutage
          ? { lastOutage: { ...known.lastOutage, momentsLost: whole(known.lastOutage.momentsLost) } }
          : {}),
        ...(known?.battery ? { battery: batteryOf(known.battery) } : {}),
        ...(known?.skew ? { clock: clockOf(known.skew) } : {}),
      }
    })
    const allSilent = Object.values(board.kinds).some(({ state }) => state === 'silent')
    const counts = countsOf(anchors, board)
    const journeys = new Set(anchors.flatMap((one) => one.journeys ?? []))
    return {
      venueId,
      ...(stored ? { at: stored.at } : {}),
      colour: colourOf(counts, allSilent),
      counts,
      momentsLost: anchors.reduce((sum, one) => sum + (one.momentsLost ?? 0), 0),
      journeys: allSilent ? journeysIn(release, index, undefined) : [...journeys].sort(),
      beacons: kindOf(board.kinds.beacon),
      gateways: kindOf(board.kinds.gateway),
      ...(board.phones ? { phones: { clock: clockOf(board.phones) } } : {}),
      anchors,
      unknownIds: tellable(board),
    }
  }
}

const whole = (moments: number) => Math.round(moments)
const batteryOf = ({ percent, volts, low, at }: Battery) => ({
  ...(percent === undefined ? {} : { percent }),
  ...(volts === undefined ? {} : { volts }),
  low,
  at,
})
const clockOf = ({ seconds, skewed }: Skew): Clock => ({ lagSeconds: seconds, skewed })
const kindOf = ({ state, since, heardAt }: KindHealth) => ({
  state,
  since,
  ...(heardAt === undefined ? {} : { heardAt }),
})

const countsOf = (anchors: readonly ShownAnchor[], board: HealthBoard): ShownHealth['counts'] => {
  const many = (is: (one: ShownAnchor) => boolean | undefined) => anchors.filter(is).length
  return {
    ok: many(({ state }) => state === 'ok'),
    silent: many(({ state }) => state === 'silent'),
    unheard: many(({ state }) => state === 'unheard'),
    batteryLow: many(({ battery }) => battery?.low),
    clockSkewed: many(({ clock }) => clock?.skewed) + (board.phones?.skewed ? 1 : 0),
    unknownIds: tellable(board).length,
  }
}

const colourOf = (
  { silent, batteryLow, clockSkewed, unknownIds }: ShownHealth['counts'],
  allSilent: boolean,
): ShownHealth['colour'] => {
  if (silent > 0 || allSilent) return 'red'
  return batteryLow + clockSkewed + unknownIds > 0 ? 'amber' : 'green'
}
