import { expect, type TestContext, test } from 'vitest'
import { decode, type Received } from '#shared/hardware/decode.ts'
import { realData } from './support.ts'

type Vector = { file: string; name: string; input: unknown; expected: unknown }

const bytes = (hex: unknown) => Buffer.from(String(hex), 'hex')

// the vectors do not say whose data it is: the files of the packages they come from do
const companies: Readonly<Record<string, number>> = {
  'apple.js': 0x004c,
  'lairdconnectivity.js': 0x0077,
  'efento.js': 0x026c,
  'enocean.js': 0x03da,
  'ruuvi.js': 0x0499,
  'wiliot.js': 0x0500,
  'codebluecommunications.js': 0x0583,
  'pur3ltd.js': 0x0590,
  'minew.js': 0x0639,
  'elainnovation.js': 0x0757,
  'smartsensordevices.js': 0x075b,
  'mokotechnology.js': 0x0a62,
  'advlibblemanufacturers.test.js': 0x004c,
}

const services: Readonly<Record<string, string>> = {
  'advlibbleservices.test.js': 'feaa',
  'eddystone.test.js': 'feaa',
  'exposurenotification.test.js': 'fd6f',
  'hewlettpackardenterprise.test.js': 'fd94',
  'minew.test.js': 'ffe1',
  'wiliot.test.js': 'fdaf',
}

// GATT characteristics by the name of the vector
const characteristics: Readonly<Record<string, string>> = {
  TX_POWER_LEVEL: '2a07',
  BATTERY_LEVEL: '2a19',
  LAS_LATLONELE: '2a67',
  LAS_ALL: '2a67',
  ELEVATION_POSITIVE: '2a6c',
  ELEVATION_NEGATIVE: '2a6c',
  PRESSURE: '2a6d',
  TEMPERATURE_UNKNOWN: '2a6e',
  TEMPERATURE_POSITIVE: '2a6e',
  MFD3D_POSITIVE: '2aa1',
  MFD3D_NEGATIVE: '2aa1',
  LANGUAGE: '2aa2',
  GENERIC_LEVEL: '2af9',
  ILLUMINANCE_UNKNOWN: '2afb',
  ILLUMINANCE: '2afb',
  VOLTAGE: '2b18',
  CO2_CONCENTRATION_UNKNOWN: '2b8c',
  NO2_CONCENTRATION: '2bd2',
  NOISE: '2be4',
  VOC_CONCENTRATION_UNKNOWN: '2be7',
  VOC_CONCENTRATION: '2be7',
}

// their input is a list of libraries whose functions JSON could not hold: they answer this, whatever they are asked
const library = {
  processServiceData: () => ({ isLibrary: true }),
  processManufacturerSpecificData: () => ({ isLibrary: true }),
}

const aTransmitter = { transmitterId: 'aabbccddeeff', transmitterIdType: 2 }

/** What a vector feeds to the decoder, and what of the answer it speaks of. */
const caseOf = ({ file, name, input, expected }: Vector): { received: Received; part?: string } => {
  if (file === 'raddec.test.js') {
    // these add one packet or event to a raddec that has the first of the list already
    const known = Array.isArray(expected) ? expected : []
    if (name.endsWith('_PACKET')) {
      return { received: { raddec: { ...aTransmitter, packets: [...known.slice(0, 1), input] } }, part: 'packets' }
    }
    if (name.endsWith('_EVENT'))
      return { received: { raddec: { ...aTransmitter, events: [...known, input] } }, part: 'events' }
    if (name.startsWith('FLATTENED')) return { received: { flattened: input as object } }
    return { received: { raddec: typeof input === 'string' ? bytes(input) : (input as object) } }
  }
  if (name === 'SERVICE_LIBRARIES')
    return { received: { structures: bytes('1216aafe109f027265656c7961637469766507'), libraries: [library] } }
  if (name === 'MANUFACTURER_LIBRARIES')
    return { received: { structures: bytes('0bff4c0009060202c0a8006a'), libraries: [library] } }
  if (file.startsWith('advdata')) return { received: { structures: bytes(input) } }
  if (name === 'PAYLOAD_ONLY') return { received: { payload: bytes(input) } }
  if (file === 'advlibble.test.js' || file === 'header.test.js') return { received: { pdu: bytes(input) } }
  const company = companies[file]
  if (company !== undefined) return { received: { company, data: bytes(input) } }
  const service = file === 'gatt.test.js' ? characteristics[name] : services[file]
  if (service === undefined) throw new Error(`${file}: ${name} is of no service that this test knows`)
  return { received: { service, data: bytes(input) } }
}

const vectorsOf = (context: TestContext): Vector[] => JSON.parse(realData('advertisements/vectors.json', context))

test('every published vector decodes exactly', (context) => {
  const vectors = vectorsOf(context)
  expect(vectors.length).toBe(129)
  const decoded = vectors.map((vector) => {
    const { received, part } = caseOf(vector)
    const answer = decode(received)
    return { ...vector, expected: part === undefined ? answer : answer?.[part] }
  })
  expect(decoded).toStrictEqual(vectors)
})
