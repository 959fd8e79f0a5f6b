import { readMinew } from './minew.ts'
import { readRaddec } from './raddec.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'
import { readRuuvi } from './ruuvi.ts'

/** The languages that gateways speak, by the last level of their topic. */
export const formats = { minew: readMinew, raddec: readRaddec, ruuvi: readRuuvi } satisfies Record<
  string,
  GatewayFormat
>

/** The reader of one format. Throws Unreadable (`unknown_format`) where nobody speaks it. */
export const findFormat = (name: string): GatewayFormat => {
  if (isKnown(name)) return formats[name]
  const known = Object.keys(formats).join(', ')
  throw new Unreadable({
    reason: 'unknown_format',
    detail: `nobody speaks "${name}": end the topic with one of ${known}`,
  })
}

// own keys only: a topic may well end with "constructor"
const isKnown = (name: string): name is keyof typeof formats => Object.hasOwn(formats, name)
