import { expect, test } from 'vitest'
import { hardwareKey } from '#shared/access/hardware-key.ts'

const uuid = '9195b3ad-a9d0-4500-85ff-9fb0f65a5201'

test('case and punctuation of an address make no difference', () => {
  const key = hardwareKey('secret', 'ac233f000001')
  expect(hardwareKey('secret', 'AC:23:3F:00:00:01')).toBe(key)
  expect(hardwareKey('secret', 'ac-23-3f-00-00-01')).toBe(key)
  expect(hardwareKey('secret', 'ac233f000002')).not.toBe(key)
})

test('identities whose numbers only join up alike are told apart', () => {
  expect(hardwareKey('secret', `ibeacon:${uuid}:1:17`)).not.toBe(hardwareKey('secret', `ibeacon:${uuid}:11:7`))
  expect(hardwareKey('secret', `IBEACON:${uuid.replaceAll('-', '').toUpperCase()}:1:17`)).toBe(
    hardwareKey('secret', `ibeacon:${uuid}:1:17`),
  )
})

test('ids of a location engine are told apart by their punctuation', () => {
  expect(hardwareKey('secret', 'cisco:dev-1-23')).not.toBe(hardwareKey('secret', 'cisco:dev-12-3'))
  expect(hardwareKey('secret', 'mist:a')).not.toBe(hardwareKey('secret', 'cisco:a'))
})

test('another secret gives another key, and the address is not in it', () => {
  const key = hardwareKey('secret', 'ac233f000001')
  expect(hardwareKey('other', 'ac233f000001')).not.toBe(key)
  expect(key).toMatch(/^[\w-]{22}$/)
})

test('an AltBeacon is one however it is written, and a URL is taken at its word', () => {
  const key = (transmitter: string) => hardwareKey('secret', transmitter)
  const beaconId = '00112233445566778899aabbccddeeff01234567'
  expect(key(`AltBeacon:${beaconId.toUpperCase()}`)).toBe(key(`altbeacon:${beaconId}`))
  expect(key('Eddystone-URL:https://a-b.com/X')).toBe(key('eddystone-url:https://a-b.com/X'))
  expect(key('eddystone-url:https://a-b.com/X')).not.toBe(key('eddystone-url:https://ab.com/X'))
  expect(key('eddystone-url:https://a-b.com/X')).not.toBe(key('eddystone-url:https://a-b.com/x'))
})
