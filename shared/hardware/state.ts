import { decode, libraries } from './decode.ts'
import { readNumber } from './radio.ts'
import type { Telemetry } from './reading.ts'

/** What a message claims of a tag's state, in the units of Telemetry, not judged yet: numbers may arrive as text. */
export type State = { readonly [K in Exclude<keyof Telemetry, 'transmitter'>]?: unknown }

/** What is plausible of each figure. Those that do not know say 0 %, 0 V or -128 °C, or worse. */
const plausible = {
  batteryPercent: { above: 0, upTo: 100 },
  batteryVolts: { above: 0, upTo: 60 },
  temperatureCelsius: { above: -100, upTo: 200 },
  uptimeSeconds: { above: 0, upTo: 1e10 },
  advertisementCount: { above: 0, upTo: 1e15 },
} as const

/** The figures that can be true; undefined where there is none. */
export const stateOf = (state: State): Omit<Telemetry, 'transmitter'> | undefined => {
  const told: Omit<Telemetry, 'transmitter'> = {}
  for (const name of Object.keys(plausible) as (keyof typeof plausible)[]) {
    const figure = readNumber(state[name])
    const { above, upTo } = plausible[name]
    if (figure !== undefined && figure > above && figure <= upTo) told[name] = figure
  }
  if (typeof state.encrypted === 'string') told.encrypted = state.encrypted
  return Object.keys(told).length === 0 ? undefined : told
}

const encryptedTelemetry = /^2001/ // Eddystone TLM, version 1

/** What an advertisement says of its sender's state, by all that advlib knows: Eddystone TLM, Ruuvi, Minew and others. */
export const stateIn = (bytes: Uint8Array): State => {
  const told = decode({ structures: bytes, libraries }) ?? {}
  const uptimeMs = readNumber(told.uptime)
  return {
    batteryPercent: told.batteryPercentage,
    batteryVolts: told.batteryVoltage,
    temperatureCelsius: told.temperature,
    uptimeSeconds: uptimeMs === undefined ? undefined : uptimeMs / 1000,
    advertisementCount: told.txCount,
    encrypted: encryptedIn(told.serviceData),
  }
}

const encryptedIn = (serviceData: unknown): string | undefined => {
  const list: readonly { uuid?: unknown; data?: unknown }[] = Array.isArray(serviceData) ? serviceData : []
  const found = list.find(({ uuid, data }) => uuid === 'feaa' && encryptedTelemetry.test(String(data)))
  return found && String(found.data)
}
