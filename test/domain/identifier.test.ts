import { expect, test } from 'vitest'
import { deviceMailbox, mailboxOf } from '#shared/domain/event.ts'
import { derivedId, fingerprint } from '#shared/domain/identifier.ts'
import { anchorKey, beaconKey } from '#shared/domain/sighting.ts'
import { aSightingEvent } from '#test/support/builders.ts'
import { timer } from '#test/support/mailbox.ts'

test('the same parts give the same id, and parts that are cut elsewhere another one', () => {
  expect(derivedId('ab', 'c', 1)).toBe(derivedId('ab', 'c', 1))
  expect(new Set([derivedId('ab', 'c'), derivedId('a', 'bc'), derivedId('abc'), derivedId('c', 'ab')]).size).toBe(4)
  expect(derivedId('ab', 'c')).toMatch(/^[\w-]{22}$/)
})

test('a fingerprint is FNV-1a as published', () => {
  expect([fingerprint(''), fingerprint('a'), fingerprint('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968])
})

test('a beacon has one key however its identity is written, and another one with its address', () => {
  const uuid = 'E2C56DB5-DFFB-48D2-B060-D0F5A71096E0'
  expect(beaconKey({ uuid, major: 1, minor: 2 })).toBe('ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:2')
  expect(beaconKey({ uuid, major: 1, minor: 2, mac: 'C3:00:00:00:AB:CD' })).toBe(
    'ibeacon:e2c56db5dffb48d2b060d0f5a71096e0:1:2@c3000000abcd',
  )
  expect(beaconKey({ namespace: 'EDD1-EBEA', instance: '0A' })).toBe('eddystone:edd1ebea:0a')
  expect(anchorKey({ gatewayId: 'Shoes' })).toBe('gateway:Shoes')
})

test('an event belongs to its device, a timer to its mailbox', () => {
  expect([mailboxOf(aSightingEvent()), mailboxOf(timer(0))]).toEqual([deviceMailbox('phone-1'), 'device:phone-1'])
})
