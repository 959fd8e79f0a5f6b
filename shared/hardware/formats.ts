import { readAruba } from './aruba.ts'
import { readCisco } from './cisco.ts'
import { readEspresense } from './espresense.ts'
import { readKontakt } from './kontakt.ts'
import { readMinew } from './minew.ts'
import { readMist } from './mist.ts'
import { readMonitor } from './monitor.ts'
import { readMqttRoom } from './mqtt-room.ts'
import { readRaddec } from './raddec.ts'
import { type GatewayFormat, Unreadable } from './reading.ts'
import { readRuuvi } from './ruuvi.ts'
import { readShelly } from './shelly.ts'
import { readTheengs } from './theengs.ts'

/** The languages that gateways speak, by the last level of their topic. */
export const formats = {
  aruba: readAruba,
  cisco: readCisco,
  espresense: readEspresense,
  kontakt: readKontakt,
  minew: readMinew,
  mist: readMist,
  monitor: readMonitor,
  mqtt_room: readMqttRoom,
  openmqttgateway: readTheengs,
  raddec: readRaddec,
  ruuvi: readRuuvi,
  shelly: readShelly,
  theengs: readTheengs,
} satisfies Record<string, GatewayFormat>

/** The location engines: they also come by webhook, and tell of people what is none of our business. */
export const engines: ReadonlySet<string> = new Set(['cisco', 'mist'])

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
