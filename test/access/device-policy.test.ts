import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPolicies } from '#infra/local/mqtt/policy.ts'
import { clientIds, devicePolicy } from '#shared/access/device-policy.ts'
import type { DeviceClaims } from '#shared/access/device-token.ts'

const place = { region: 'eu-central-1', account: '000000000000' }
const mayOf = (claims: DeviceClaims) => {
  const [clientId = ''] = clientIds(claims)
  const may = readPolicies([JSON.stringify(devicePolicy(claims, place))], { clientId })
  return (action: string, resource: string) => may(`iot:${action}`, `arn:aws:iot:eu-central-1:000000000000:${resource}`)
}
const phone = mayOf({ kind: 'phone', id: 'd1' })
const gateway = mayOf({ kind: 'gateway', id: 'g1', venueId: 'mall' })

describe('a phone', () => {
  test.each([
    ['Connect', 'client/d1'],
    ['Connect', 'client/d1-listener'],
    ['Publish', 'topic/usher/mall/devices/d1/sightings'],
    ['Publish', 'topic/usher/mall/devices/d1/position'],
    ['Publish', 'topic/usher/mall/devices/d1/calibration'],
    ['Publish', 'topic/$aws/rules/device_reports/usher/mall/devices/d1/calibration'],
    ['Publish', 'topic/usher/devices/d1/receipts'],
    ['Publish', 'topic/$aws/rules/device_reports/usher/mall/devices/d1/sightings'],
    ['Publish', 'topic/$aws/rules/device_reports/usher/mall/devices/d1/position'],
    ['Publish', 'topic/$aws/rules/device_receipts/usher/devices/d1/receipts'],
    ['Subscribe', 'topicfilter/usher/devices/d1/messages'],
    ['Receive', 'topic/usher/devices/d1/messages'],
  ])('may %s %s', (action, resource) => expect(phone(action, resource)).toBe(true))

  test.each([
    ['Connect', 'client/d2'],
    ['Publish', 'topic/usher/mall/devices/d2/sightings'],
    ['Publish', 'topic/usher/mall/devices/d2/position'],
    ['Publish', 'topic/usher/mall/devices/d2/calibration'],
    ['Publish', 'topic/usher/devices/d1/messages'],
    ['Publish', 'topic/usher/mall/gateways/g1/minew'],
    ['Publish', 'topic/$aws/rules/gateway_reports/usher/mall/gateways/d1/minew'],
    ['Subscribe', 'topicfilter/usher/devices/+/messages'],
    ['Subscribe', 'topicfilter/#'],
    ['Receive', 'topic/usher/devices/d2/messages'],
    ['RetainPublish', 'topic/usher/devices/d1/receipts'],
  ])('may not %s %s', (action, resource) => expect(phone(action, resource)).toBe(false))
})

describe('a gateway', () => {
  test.each([
    ['Connect', 'client/mall:g1'],
    ['Publish', 'topic/usher/mall/gateways/g1/minew'],
    ['Publish', 'topic/$aws/rules/gateway_reports/usher/mall/gateways/g1/ruuvi'],
  ])('may %s %s', (action, resource) => expect(gateway(action, resource)).toBe(true))

  test.each([
    ['Connect', 'client/g1'],
    ['Connect', 'client/mall:g2'],
    ['Connect', 'client/other:g1'],
    ['Publish', 'topic/usher/mall/gateways/g2/minew'],
    ['Publish', 'topic/usher/other/gateways/g1/minew'],
    ['Publish', 'topic/usher/mall/devices/d1/sightings'],
    ['Subscribe', 'topicfilter/usher/devices/g1/messages'],
  ])('may not %s %s', (action, resource) => expect(gateway(action, resource)).toBe(false))
})

test('gateways of two venues never share a client id, whatever dots are in their names', () => {
  const named = fc.stringMatching(/^[a.-]{1,4}$/)
  fc.assert(
    fc.property(named, named, named, named, (venueA, a, venueB, b) => {
      const idOf = (venueId: string, id: string) => clientIds({ kind: 'gateway', id, venueId })[0]
      expect(idOf(venueA, a) === idOf(venueB, b)).toBe(venueA === venueB && a === b)
    }),
  )
})

describe('any policy', () => {
  const id = fc.stringMatching(/^[\w.:-]{1,64}$/)

  test('has at most 2,048 characters', () => {
    const claims = fc.oneof(
      fc.record({ kind: fc.constant('phone' as const), id }),
      fc.record({ kind: fc.constant('gateway' as const), id, venueId: id }),
    )
    fc.assert(
      fc.property(claims, (one) => {
        expect(JSON.stringify(devicePolicy(one, place)).length).toBeLessThanOrEqual(2048)
      }),
    )
    const longest = { kind: 'phone', id: 'x'.repeat(64) } as const
    expect(JSON.stringify(devicePolicy(longest, { ...place, region: 'ap-southeast-1' })).length).toBeLessThanOrEqual(
      2048,
    )
  })

  test('lets nobody connect or hear as another', () => {
    fc.assert(
      fc.property(id, id, (mine, other) => {
        const may = mayOf({ kind: 'phone', id: mine })
        expect(may('Connect', `client/${other}`)).toBe(mine === other)
        expect(may('Subscribe', `topicfilter/usher/devices/${other}/messages`)).toBe(mine === other)
      }),
    )
  })

  test.each(['*', 'a/b', '', 'd?', `\${iot:ClientId}`, 'x'.repeat(65)])("is not made for an id of '%s'", (bad) => {
    expect(() => devicePolicy({ kind: 'phone', id: bad }, place)).toThrow(`'${bad}' can't be part of a policy`)
    expect(() => devicePolicy({ kind: 'gateway', id: 'g1', venueId: bad }, place)).toThrow("can't be part of a policy")
  })
})
