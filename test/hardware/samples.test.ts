import { expect, type TestContext, test } from 'vitest'
import { findFormat } from '#shared/hardware/formats.ts'
import type { GatewayReport } from '#shared/hardware/reading.ts'
import { bytesOf, realData } from './support.ts'

const none = { refused: [], warnings: [] }
const noRssi = 'must be a number of dBm as heard, from -127 to below 0'
const openMqttGateway = {
  readings: [
    {
      index: 0,
      reading: {
        transmitter: '6087574c9bc2',
        alsoKnownAs: ['ibeacon:1de4b189115e45f6b44e509352269977:0:0'],
        rssi: -78,
        txPower: -66,
      },
    },
  ],
  ...none,
}

/** What each sample from the field must come to, by the format that its topic would end in. */
const expected: Readonly<Record<string, { format: string; report: GatewayReport }>> = {
  'minew-g1-json-long': {
    format: 'minew',
    report: {
      readings: [
        {
          index: 1,
          reading: {
            transmitter: 'c3000025ef6a',
            alsoKnownAs: ['ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:0:0'],
            rssi: -65,
            txPower: -59,
            deviceTime: 1_770_596_033_667,
          },
        },
      ],
      ...none,
    },
  },
  'ruuvi-gateway-mqtt-timestamped': {
    format: 'ruuvi',
    report: {
      readings: [{ index: 0, reading: { transmitter: 'f41f0c28cbd6', rssi: -26, deviceTime: 1_653_668_027_000 } }],
      telemetry: [
        { index: 0, telemetry: { transmitter: 'f41f0c28cbd6', batteryVolts: 2.989, temperatureCelsius: 27.75 } },
      ],
      ...none,
    },
  },
  'ruuvi-gateway-mqtt-no-timestamp': {
    format: 'ruuvi',
    report: {
      readings: [{ index: 0, reading: { transmitter: 'f41f0c28cbd6', rssi: -25 } }],
      telemetry: [
        { index: 0, telemetry: { transmitter: 'f41f0c28cbd6', batteryVolts: 2.995, temperatureCelsius: 28.66 } },
      ],
      ...none,
    },
  },
  'espresense-3.x': {
    format: 'espresense',
    report: {
      readings: [{ index: 0, reading: { transmitter: '244b03d72780', rssi: -84, txPower: -71 } }],
      ...none,
    },
  },
  'espresense-4.x': {
    format: 'espresense',
    report: {
      readings: [
        {
          index: 0,
          reading: {
            transmitter: '5a3f1c9d0e42',
            alsoKnownAs: ['ibeacon:1d4b2e16481e45798b35ffc32e4a1758:100:1'],
            rssi: -72.35,
            txPower: -59,
          },
        },
      ],
      ...none,
    },
  },
  'home-assistant-mqtt_room': {
    format: 'mqtt_room',
    report: {
      readings: [],
      refused: [
        {
          index: 0,
          reason: 'bad_rssi',
          detail: 'rssi is missing: a distance alone is no evidence: have the listener publish its rssi, too',
        },
      ],
      warnings: [],
    },
  },
  'openmqttgateway-ibeacon': { format: 'theengs', report: openMqttGateway },
  'openmqttgateway-ibeacon-uuid-id': { format: 'openmqttgateway', report: openMqttGateway },
  'aruba-iot-telemetry-json': {
    format: 'aruba',
    report: {
      readings: [
        { index: 1, reading: { transmitter: 'f008d155b4fe', rssi: -77, deviceTime: 1_639_126_689_000 } },
        { index: 2, reading: { transmitter: 'a0e6f8515eff', rssi: -69, deviceTime: 1_639_126_678_000 } },
      ],
      telemetry: [
        {
          index: 1,
          telemetry: {
            transmitter: 'f008d155b4fe',
            batteryVolts: 3.299999952316284,
            temperatureCelsius: 71,
            uptimeSeconds: 67_420,
            advertisementCount: 75,
          },
        },
        { index: 2, telemetry: { transmitter: 'a0e6f8515eff', batteryPercent: 92, uptimeSeconds: 84_450 } },
        { index: 3, telemetry: { transmitter: '0cae7dbffd5f', uptimeSeconds: 10_740 } },
      ],
      refused: [
        { index: 0, reason: 'bad_rssi', detail: `reported[0].rssi is missing: ${noRssi}` },
        { index: 3, reason: 'bad_rssi', detail: `reported[3].rssi is missing: ${noRssi}` },
      ],
      warnings: [],
    },
  },
  'kontakt.io-location-engine-mqtt': {
    format: 'kontakt',
    report: {
      readings: [{ index: 0, reading: { transmitter: 'aabbccddeeff', rssi: -70, deviceTime: 1_461_220_784_000 } }],
      ...none,
    },
  },
  'shelly-ble-script-bthome': {
    format: 'shelly',
    // the address of the sample is masked
    report: {
      readings: [],
      refused: [{ index: 0, reason: 'bad_beacon', detail: 'data.address is "*": must be 12 hex digits' }],
      warnings: [],
    },
  },
  'reelyactive-raddec': {
    format: 'raddec',
    report: {
      readings: [{ index: 0, reading: { transmitter: 'fee150bada55', rssi: -77, deviceTime: 1_645_568_542_222 } }],
      telemetry: [{ index: 0, telemetry: { transmitter: 'fee150bada55', batteryPercent: 74 } }],
      ...none,
    },
  },
  'andrewjfreyer-monitor': {
    format: 'monitor',
    report: {
      readings: [
        {
          index: 0,
          reading: { transmitter: 'ibeacon:fda50693a4e24fb1afcfc6eb07647825:10:7', rssi: -83, txPower: -59 },
        },
      ],
      ...none,
    },
  },
}

type Sample = { format: string; payload?: unknown; raw?: string }

const samplesIn = (context: TestContext): Sample[] =>
  realData('gateways/samples.ndjson', context)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const bodyOf = ({ raw, payload }: Sample) => bytesOf(raw ?? payload)

test.for(Object.entries(expected))('%s', ([name, { format, report }], context) => {
  const sample = samplesIn(context).find((one) => one.format === name)
  expect(sample && findFormat(format)(bodyOf(sample))).toEqual(report)
})

test('every sample of a gateway is here; location engines have webhooks of their own', (context) => {
  const names = samplesIn(context).map(({ format }) => format)
  expect(names.filter((name) => !(name in expected) && !/^(mist-webhook|cisco-spaces)-/.test(name))).toEqual([])
})
