import type { MqttClient } from 'mqtt'
import { expect, test } from 'vitest'
import { tagAdvertisement, writers } from '#infra/local/demo/gateway-formats.ts'
import { learnVenue } from '#infra/replay/learn-venue.ts'
import { beaconKey } from '#shared/domain/sighting.ts'
import { topics } from '#shared/domain/topic.ts'
import { longestUnseen, theMall, turnedAround } from '#test/infra/replay/mall.ts'
import { entriesOf, pointerIsReadAgainAfterSeconds, startLaptop } from './laptop.ts'
import { connectGateway } from './phone.ts'

/** A tag for each language of gateways: all of them are carried along the same recorded walk. */
const tags = [
  { format: 'minew', address: 'c30000250001' },
  { format: 'raddec', address: 'c30000250002' },
  { format: 'ruuvi', address: 'c30000250003' },
]

test('a recorded walk that is published in three hardware formats ends in the same zones', {
  timeout: 120_000,
}, async ({ skip }) => {
  const recording = await theMall(skip)
  const mall = learnVenue(recording)
  const [walk] = longestUnseen(recording, 1)
  if (!walk) throw new Error('the recording has no walk')
  const laptop = await startLaptop()
  const connections = new Map<string, MqttClient>()
  try {
    const { api, pass, system } = laptop
    expect((await api('operator', 'PUT', `/venues/${mall.id}`, turnedAround(mall))).status).toBe(201)
    expect((await api('admin', 'POST', '/publish', { venueId: mall.id })).status).toBe(200)
    for (const { format, address } of tags)
      await api('operator', 'PUT', `/devices/tag-${format}`, { kind: 'tag', hardwareAddress: address })
    await pass(pointerIsReadAgainAfterSeconds)

    const gatewayOf = new Map(mall.beacons.map(({ id, identity }) => [beaconKey(identity), id]))
    const startedAt = walk.heard[0]?.at ?? 0
    const seconds = Map.groupBy(walk.heard, ({ at }) => Math.floor((at - startedAt) / 1000))
    let second = 0
    for (const [next, heard] of seconds) {
      if (next > second) await pass(next - second)
      second = next
      const at = Math.floor(system.clock.now() / 1000) * 1000
      for (const { beacon, rssi } of heard) {
        const gatewayId = gatewayOf.get(beaconKey(beacon)) ?? ''
        const gateway = connections.get(gatewayId) ?? (await connectGateway(laptop, gatewayId, mall.id))
        connections.set(gatewayId, gateway)
        await Promise.all(
          tags.flatMap(({ format, address }) => {
            const tag = { address, rssi, advertisement: tagAdvertisement(address, second) }
            const messages = writers[format]?.('ac233fc00000', [tag], at) ?? []
            return messages.map((one) =>
              gateway.publishAsync(topics.gateway(mall.id, gatewayId, format), one, { qos: 1 }),
            )
          }),
        )
      }
      await system.idle()
    }
    const path = (format: string) =>
      entriesOf(laptop, 'moment').flatMap(({ moment: { deviceId, kind, zoneId } }) =>
        deviceId === `tag-${format}` ? [`${kind} ${zoneId ?? ''}`] : [],
      )
    expect(path('minew').filter((step) => step.startsWith('zone.enter')).length).toBeGreaterThan(1)
    expect(path('raddec')).toEqual(path('minew'))
    expect(path('ruuvi')).toEqual(path('minew'))
    expect(laptop.troubles).toEqual([])
  } finally {
    await Promise.all([...connections.values()].map((one) => one.endAsync()))
    await laptop.close()
  }
})
