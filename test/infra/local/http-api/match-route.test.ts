import { expect, test } from 'vitest'
import { createRouteMatcher } from '#infra/local/http-api/match-route.ts'

const keys = [
  'ANY /files/{path+}',
  'GET /venues/{venueId}',
  'ANY /venues/{venueId}',
  'GET /venues',
  'GET /venues/all',
  'POST /venues/{venueId}/gateways/{gatewayId}/token',
]
const match = (method: string, path: string, more: string[] = []) => {
  const found = createRouteMatcher([...keys, ...more].map((key) => ({ key })))(method, path)
  return found && [found.route.key, found.pathParameters]
}

test.each([
  ['GET', '/venues', ['GET /venues', {}]],
  ['GET', '/venues/all', ['GET /venues/all', {}]],
  ['GET', '/venues/mall', ['GET /venues/{venueId}', { venueId: 'mall' }]],
  ['PUT', '/venues/mall', ['ANY /venues/{venueId}', { venueId: 'mall' }]],
  ['PUT', '/venues/all', ['ANY /venues/{venueId}', { venueId: 'all' }]],
  ['GET', '/venues/a%20b%2Fc', ['GET /venues/{venueId}', { venueId: 'a b/c' }]],
  ['GET', '/venues/%E0%A4%A', ['GET /venues/{venueId}', { venueId: '%E0%A4%A' }]],
  [
    'POST',
    '/venues/mall/gateways/g1/token',
    ['POST /venues/{venueId}/gateways/{gatewayId}/token', { venueId: 'mall', gatewayId: 'g1' }],
  ],
  ['GET', '/files/a/b/c', ['ANY /files/{path+}', { path: 'a/b/c' }]],
  ['GET', '/files/', undefined],
  ['GET', '/venues/', undefined],
  ['GET', '/venues/mall/more', undefined],
  ['POST', '/venues', undefined],
])('%s %s', (method, path, expected) => {
  expect(match(method, path)).toEqual(expected)
})

test('$default takes what no other route takes', () => {
  expect(match('GET', '/elsewhere', ['$default'])).toEqual(['$default', {}])
  expect(match('GET', '/venues', ['$default'])).toEqual(['GET /venues', {}])
})
