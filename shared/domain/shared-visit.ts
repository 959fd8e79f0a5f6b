import type { Moment } from './moment.ts'
import type { Visit } from './visit.ts'

/** Where a device is: in a visit of its own, on a path of zones, outermost first, with the dwells that it has raised there. */
export type Where = {
  venueId: string
  visitId: string
  stays: readonly { zoneId: string; dwelt: readonly number[] }[]
}

/**
 * What the visit of a customer knows of one of her devices. `zones` is empty and `venueId` absent where it is in no venue.
 *
 * `ordinal` is how many moments of its mailbox are in, `told` their ids, the last ones, cut short; `~` marks those that were
 * not hers to react to. `visitIds` says from which ordinal on they were moments of which visit. `saidAt` is when it was last
 * said whose device it is, `isOut` that it was said to be hers no more. `at` is when it was last heard of.
 */
export type DevicePart = {
  saidAt: number
  isOut?: true
  ordinal: number
  at: number
  venueId?: string
  zones: readonly string[]
  told: readonly string[]
  visitIds: readonly (readonly [ordinal: number, visitId: string])[]
}

/** A customer's visits, one a venue, in which all her devices share. `dwelt` are the thresholds raised in zones that she is in. */
export type SharedVisits = {
  devices: Readonly<Record<string, DevicePart>>
  visits: Readonly<Record<string, { id: string; dwelt: Readonly<Record<string, readonly number[]>> }>>
}

export const noVisits: SharedVisits = { devices: {}, visits: {} }

export const sharedVisitLimits = {
  devices: 8, // a phone, a watch, a tag, a cart … beyond it the one that was heard of longest ago is let go
  told: 32, // of a device: more than one batch nearly ever brings about; what came before these is not decided anew
  visitIds: 2, // of a device: the visit that ends and the one that begins
  idLength: 6, // 36 bits, to tell a few dozen apart
  rememberedSeconds: 48 * 60 * 60, // of a device without a moment, wherever it was: as long as claims
}

/** A moment of one device's, and where it was right before and is after it. `ordinal` counts the mailbox's moments from 0. */
export type Step = {
  deviceId: string
  ordinal: number
  before: Where | undefined
  after: Where | undefined
  moment: Pick<Moment, 'id' | 'kind' | 'venueId' | 'zoneId' | 'dwellSeconds' | 'visitId' | 'receivedAt'>
}

/** A device that comes to a customer, or is hers no more; `ordinal` moments of its mailbox were before. */
export type Sign = {
  mailbox: string
  deviceId: string
  customerId: string
  isIn: boolean
  saidAt: number
  ordinal: number
  where: Where | undefined
}

/** `others` are her devices that made the moment none of hers: they were there before, or still are. */
export type Stepped = { shared: SharedVisits; visitId: string; others: readonly string[] | undefined }

export const whereOf = (visit: Visit | undefined): Where | undefined =>
  visit && {
    venueId: visit.venueId,
    visitId: visit.id,
    stays: visit.stays.map(({ zoneId, dwelt }) => ({ zoneId, dwelt })),
  }

/** Where a device is after a moment of its own. */
export const whereAfter = (
  where: Where | undefined,
  { kind, venueId, visitId, zoneId = '', dwellSeconds = 0 }: Step['moment'],
): Where | undefined => {
  if (kind === 'venue.exit') return undefined
  const { stays } = where ?? { stays: [] }
  const here = { venueId, visitId }
  switch (kind) {
    case 'venue.enter':
      return { ...here, stays: [] }
    case 'zone.enter':
      return { ...here, stays: [...stays, { zoneId, dwelt: [] }] }
    case 'zone.exit':
      return { ...here, stays: stays.filter((stay) => stay.zoneId !== zoneId) }
    case 'zone.dwell':
      return {
        ...here,
        stays: stays.map((stay) => (stay.zoneId === zoneId ? { zoneId, dwelt: [...stay.dwelt, dwellSeconds] } : stay)),
      }
  }
}

/**
 * Folds a moment of one device into its customer's visit. It is a moment of hers only if it changes where she is: the first
 * device in enters, the last one out leaves, and each threshold of a dwell comes once a stay, whichever device raises it.
 *
 * What a device said before is told by its id and changes nothing, with the same answer. The device's place is replaced and
 * not added to, so that after a retry that saw another release than the try before it, the next moment puts it right.
 */
export const stepShared = (shared: SharedVisits, step: Step): Stepped => {
  const { deviceId, ordinal, moment } = step
  const { venueId } = moment
  const known = shared.devices[deviceId]
  const short = moment.id.slice(0, sharedVisitLimits.idLength)
  const told = known?.told.find((one) => one.startsWith(short))
  if (known && told !== undefined) return { shared, ...answered(shared, known, step, told.endsWith('~')) }
  if (known && ordinal < known.ordinal - known.told.length) return { shared, visitId: moment.visitId, others: [] }
  // hers no more: a process that has not noticed yet brings nothing back
  if (known?.isOut && ordinal < known.ordinal) return { shared, visitId: moment.visitId, others: undefined }

  const brought =
    known && !known.isOut ? shared : placed(shared, deviceId, step.before, partOf(known, moment.receivedAt))
  const others = othersIn(brought, step)
  const isRepeated = moment.kind === 'zone.dwell' && hasDwelt(brought, moment)
  const isShared = others.length > 0 || isRepeated
  const entered = placed(brought, deviceId, step.after, partOf(brought.devices[deviceId], moment.receivedAt))
  const visitId = (brought.visits[venueId] ?? entered.visits[venueId])?.id ?? moment.visitId
  const part = partOf(entered.devices[deviceId], moment.receivedAt)
  const noted: DevicePart = {
    ...part,
    ordinal: ordinal + 1,
    told: [...part.told, isShared ? `${short}~` : short].slice(-sharedVisitLimits.told),
    visitIds:
      part.visitIds.at(-1)?.[1] === visitId
        ? part.visitIds
        : [...part.visitIds, [ordinal, visitId] as const].slice(-sharedVisitLimits.visitIds),
  }
  const { [deviceId]: _, ...rest } = entered.devices
  const next = pruned({ ...entered, devices: { [deviceId]: noted, ...rest } }, moment.receivedAt)
  return { shared: next, visitId, others: isShared ? others : undefined }
}

/**
 * A device that comes to a customer brings its stay into her visit, without a second enter; one that is hers no more takes
 * it away, without an exit. An older word than the last one, or one that moments came after, changes nothing.
 */
export const signShared = (shared: SharedVisits, { deviceId, isIn, saidAt, ordinal, where }: Sign): SharedVisits => {
  const known = shared.devices[deviceId]
  if (known === undefined && (!isIn || where === undefined)) return shared
  if (known && (saidAt < known.saidAt || ordinal < known.ordinal)) return shared
  const { isOut: _, ...part } = partOf(known, saidAt)
  const said: DevicePart = {
    ...part,
    ...(isIn ? {} : { isOut: true }),
    saidAt,
    ordinal: Math.max(part.ordinal, ordinal),
  }
  const next = pruned(placed(shared, deviceId, isIn ? where : undefined, said), saidAt)
  return isSame(next.devices[deviceId], known) ? shared : next
}

/** The zones of a venue that a customer is in with any of her devices; undefined where she is not there. */
export const zonesShared = (shared: SharedVisits, venueId: string): readonly string[] | undefined => {
  const parts = Object.values(shared.devices).filter((part) => part.venueId === venueId)
  return parts.length === 0 ? undefined : [...new Set(parts.flatMap(({ zones }) => zones))]
}

const partOf = (known: DevicePart | undefined, at: number): DevicePart =>
  known ? { ...known, at: Math.max(known.at, at) } : { saidAt: 0, ordinal: 0, at, zones: [], told: [], visitIds: [] }

/** What was answered when this moment came first. */
const answered = (
  shared: SharedVisits,
  known: DevicePart,
  step: Step,
  wasShared: boolean,
): Omit<Stepped, 'shared'> => ({
  visitId: known.visitIds.findLast(([from]) => from <= step.ordinal)?.[1] ?? step.moment.visitId,
  others: wasShared ? othersIn(shared, step) : undefined,
})

/** Her other devices in the same zone; for the venue's own moments, in the same venue. A dwell is hers whoever else is there. */
const othersIn = ({ devices }: SharedVisits, { deviceId, moment: { kind, venueId, zoneId } }: Step): string[] =>
  kind === 'zone.dwell'
    ? []
    : Object.entries(devices).flatMap(([id, part]) =>
        id !== deviceId && part.venueId === venueId && (zoneId === undefined || part.zones.includes(zoneId))
          ? [id]
          : [],
      )

const hasDwelt = ({ visits }: SharedVisits, { venueId, zoneId = '', dwellSeconds = 0 }: Step['moment']): boolean =>
  visits[venueId]?.dwelt[zoneId]?.includes(dwellSeconds) === true

/** Puts a device somewhere: opens her visit there where it is the first one, closes one that nobody is left in. */
const placed = (shared: SharedVisits, deviceId: string, where: Where | undefined, part: DevicePart): SharedVisits => {
  const { venueId: _, isOut, ...rest } = part
  const zones = where?.stays.map(({ zoneId }) => zoneId) ?? []
  const there = where === undefined ? (isOut ? { isOut } : {}) : { venueId: where.venueId }
  const devices = { ...shared.devices, [deviceId]: { ...rest, ...there, zones } }
  const visits = Object.fromEntries(
    [...new Set(Object.values(devices).flatMap(({ venueId }) => venueId ?? []))].map((venueId) => {
      const open = shared.visits[venueId]
      const brings = where?.venueId === venueId ? where.stays : []
      const inside = new Set(Object.values(devices).flatMap((one) => (one.venueId === venueId ? one.zones : [])))
      const dwelt = Object.fromEntries(
        [...inside].flatMap((zoneId) => {
          const theirs = brings.find((stay) => stay.zoneId === zoneId)?.dwelt ?? []
          const both = [...new Set([...(open?.dwelt[zoneId] ?? []), ...theirs])]
          return both.length === 0 ? [] : [[zoneId, both]]
        }),
      )
      return [venueId, { id: open?.id ?? where?.visitId ?? '', dwelt }]
    }),
  )
  return { devices, visits }
}

/** Lets devices go that had no moment for long, and beyond the limit whoever is in no venue or had none for longest. */
const pruned = (shared: SharedVisits, now: number): SharedVisits => {
  const entries = Object.entries(shared.devices)
  const kept = entries
    .filter(([, { at }]) => at > now - sharedVisitLimits.rememberedSeconds * 1000)
    .toSorted(([, a], [, b]) => Number(b.venueId !== undefined) - Number(a.venueId !== undefined) || b.at - a.at)
    .slice(0, sharedVisitLimits.devices)
  return kept.length === entries.length ? shared : { ...shared, devices: Object.fromEntries(kept) }
}

const isSame = (a: DevicePart | undefined, b: DevicePart | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
