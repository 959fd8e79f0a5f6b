import type { Consents, Traits } from './customer.ts'

/** An invented shopper, for previews, dry runs and the check that templates render. `timezone` is a trait like others. */
export type Persona = { id: string; name: string; traits: Traits; consents: Consents; locale?: string }
