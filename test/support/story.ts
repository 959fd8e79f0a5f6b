import type { Moment } from '#shared/domain/moment.ts'

type Open = { zoneId: string; enteredAt: number; dwelt: number[] }

/**
 * Reads a device's moments as a story and lists what does not hold together: every zone is entered before it is left, one
 * inside the other, all inside a visit, each threshold of a dwell once a stay at its time, nothing before what it follows,
 * no id twice. `dwells: 'any time'` allows for thresholds that a later release brought to stays that were open already.
 */
export const faultsOf = (moments: readonly Moment[], dwells: 'in order' | 'any time' = 'in order'): string[] => {
  const faults: string[] = []
  let visit: { venueId: string; visitId: string } | undefined
  let stays: Open[] = []
  let latest = Number.NEGATIVE_INFINITY
  const ids = new Set<string>()
  const visitIds = new Set<string>()
  for (const moment of moments) {
    const { id, kind, venueId, visitId, zoneId, dwellSeconds, occurredAt } = moment
    const fault = (what: string) => faults.push(`${kind} ${zoneId ?? venueId} at ${occurredAt}: ${what}`)
    if (ids.has(id)) fault('its id was there before')
    ids.add(id)
    if (occurredAt < latest && (kind !== 'zone.dwell' || dwells === 'in order')) fault('before what it follows')
    latest = Math.max(latest, occurredAt)
    if (kind !== 'venue.enter' && (visit?.venueId !== venueId || visit.visitId !== visitId)) fault('of no open visit')
    if (kind === 'venue.enter') {
      if (visit) fault('in a visit')
      if (visitIds.has(visitId)) fault('a visit of this id was there before')
      visitIds.add(visitId)
      visit = { venueId, visitId }
    } else if (kind === 'venue.exit') {
      if (stays.length > 0) fault(`still in ${stays.map((stay) => stay.zoneId).join(' > ')}`)
      visit = undefined
    } else if (zoneId === undefined) {
      fault('of no zone')
    } else if (kind === 'zone.enter') {
      if (stays.some((stay) => stay.zoneId === zoneId)) fault('is in it already')
      stays = [...stays, { zoneId, enteredAt: occurredAt, dwelt: [] }]
    } else if (kind === 'zone.exit') {
      if (stays.at(-1)?.zoneId !== zoneId) fault(`in ${stays.map((stay) => stay.zoneId).join(' > ')}`)
      stays = stays.slice(0, -1)
    } else {
      const stay = stays.find((one) => one.zoneId === zoneId)
      if (!stay || dwellSeconds === undefined) fault('is not in it')
      else if (stay.dwelt.includes(dwellSeconds)) fault(`${dwellSeconds} s twice`)
      else if (stay.enteredAt + dwellSeconds * 1000 !== occurredAt) fault(`not ${dwellSeconds} s after it was entered`)
      stay?.dwelt.push(dwellSeconds ?? 0)
    }
  }
  return faults
}

/** The zones that are open at the end, outermost first. */
export const openZones = (moments: readonly Moment[]): string[] => {
  const open: string[] = []
  for (const { kind, zoneId = '' } of moments) {
    if (kind === 'zone.enter') open.push(zoneId)
    if (kind === 'zone.exit') open.pop()
  }
  return open
}
