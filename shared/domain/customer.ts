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

export type DeviceKind = 'phone' | 'tag' | 'cart'

/** A phone install, a tag or a cart. `hardwareKey` is the HMAC of its address: the address itself is never kept. */
export type Device = {
  id: string
  kind: DeviceKind
  staff: boolean
  customerId?: string
  hardwareKey?: string
}
