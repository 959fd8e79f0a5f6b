import { type Decoded, decodeProtobuf, type Message } from './protobuf.ts'

// numbers and names as in Aruba's public aruba_telemetry.Telemetry (AOS 8.7 to 8.11), only what we read

const iBeacon: Message = {
  1: { name: 'uuid', kind: 'bytes' },
  2: { name: 'major', kind: 'uint32' },
  3: { name: 'minor', kind: 'uint32' },
  4: { name: 'power', kind: 'sint32' },
}

const eddystone: Message = {
  1: { name: 'power', kind: 'sint32' },
  2: { name: 'uid', kind: { 1: { name: 'nid', kind: 'bytes' }, 2: { name: 'bid', kind: 'bytes' } } },
  3: { name: 'url', kind: { 1: { name: 'prefix', kind: 'uint32' }, 2: { name: 'encodedUrl', kind: 'bytes' } } },
}

const rssi: Message = {
  1: { name: 'last', kind: 'sint32' },
  2: { name: 'avg', kind: 'sint32' },
  3: { name: 'max', kind: 'sint32' },
  4: {
    name: 'history',
    kind: { 1: { name: 'time', kind: 'uint64' }, 2: { name: 'rssi', kind: 'sint32' } },
    repeated: true,
  },
  5: { name: 'smooth', kind: 'sint32' },
}

const reported: Message = {
  1: { name: 'mac', kind: 'bytes' },
  7: { name: 'lastSeen', kind: 'uint64' },
  10: { name: 'rssi', kind: rssi },
  12: {
    name: 'beacons',
    kind: { 1: { name: 'ibeacon', kind: iBeacon }, 2: { name: 'eddystone', kind: eddystone } },
    repeated: true,
  },
  14: {
    name: 'sensors',
    kind: {
      2: { name: 'battery', kind: 'int32' },
      3: { name: 'temperatureC', kind: 'float' },
      5: { name: 'voltage', kind: 'float' },
    },
  },
  16: { name: 'stats', kind: { 1: { name: 'uptime', kind: 'uint64' }, 2: { name: 'adv_cnt', kind: 'uint64' } } },
}

const bleData: Message = {
  1: { name: 'mac', kind: 'bytes' },
  3: { name: 'data', kind: 'bytes' },
  4: { name: 'rssi', kind: 'sint32' },
}

const telemetry: Message = {
  2: { name: 'reporter', kind: { 2: { name: 'mac', kind: 'bytes' }, 8: { name: 'time', kind: 'uint64' } } },
  3: { name: 'reported', kind: reported, repeated: true },
  6: { name: 'bleData', kind: bleData, repeated: true },
}

/** The telemetry message of an access point, as its JSON rendering would be. Throws where the bytes are no protobuf. */
export const decodeArubaTelemetry = (bytes: Uint8Array): Decoded => decodeProtobuf(bytes, telemetry)
