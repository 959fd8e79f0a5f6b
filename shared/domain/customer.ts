export type TraitValue = string | number | boolean | readonly string[]
export type Traits = Readonly<Record<string, TraitValue>>

/** Somebody we know. `deviceIds` are her phones, the first one is where messages for her tags go. */
export type Customer = {
  id: string
  traits: Traits
  staff: boolean
  deviceIds: readonly string[]
}

export type ConsentStatus = 'granted' | 'denied' | 'revoked'

/** What she allowed for one purpose, since when, and until when (absent: until revoked). Milliseconds since 1970. */
export type Consent = { status: ConsentStatus; since: number; until?: number }
export type Consents = Readonly<Record<string, Consent>>

/** A phone install, a tag, a cart; a till or a fixture, which stand for nobody. */
export const deviceKinds = ['phone', 'tag', 'cart', 'till', 'fixture'] as const
export type DeviceKind = (typeof deviceKinds)[number]

/** Whether a device is somebody who may be counted and get offers: staff, tills and fixtures never are. */
export const isShopper = ({ deviceKind, staff }: { deviceKind: DeviceKind; staff: boolean }): boolean =>
  !staff && deviceKind !== 'till' && deviceKind !== 'fixture'

/** A device that we know. `hardwareKey` is the HMAC of its address: the address itself is never kept. */
export type Device = {
  id: string
  kind: DeviceKind
  staff: boolean
  customerId?: string
  hardwareKey?: string
}
