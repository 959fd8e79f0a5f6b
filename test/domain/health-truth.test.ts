import { expect, test } from 'vitest'
import { type Day, healthDay } from '#test/support/health-day.ts'

const seed = 4
const unplugged = { fromMinute: 35, untilMinute: 65 }
const minutes = 70

/** What the outage cost: moments of each zone and kind that were raised with the gateway and were not without it. */
const lostIn = (whole: Day, cut: Day): number => {
  const counts = new Map<string, number>()
  const add = ({ moments }: Day, by: number) => {
    for (const { deviceId, minute, zoneId, kind } of moments) {
      if (!deviceId.startsWith('tag-') || minute <= unplugged.fromMinute || minute > unplugged.untilMinute) continue
      const key = `${zoneId} ${kind}`
      counts.set(key, (counts.get(key) ?? 0) + by)
    }
  }
  add(whole, 1)
  add(cut, -1)
  return [...counts.values()].reduce((sum, count) => sum + Math.max(0, count), 0)
}

test('of the demo’s store, a gateway that is unplugged for half an hour is named with what that cost, within a quarter', async () => {
  const whole = await healthDay({ minutes, seed })
  expect(whole.changes).toEqual([])
  for (const [gatewayId, journey] of [
    ['gw-tills', 'till-help'],
    ['gw-watches', 'watches-gold'],
  ] as const) {
    const cut = await healthDay({
      minutes,
      seed,
      outage: { gatewayId, ...unplugged },
      boardsAt: [unplugged.untilMinute, minutes],
    })
    const red = cut.boards.get(unplugged.untilMinute)
    expect([red?.colour, red?.counts.silent, red?.journeys.includes(journey)]).toEqual(['red', 1, true])
    const truth = lostIn(whole, cut)
    expect(truth).toBeGreaterThan(50)
    const estimate = red?.momentsLost ?? 0
    expect([gatewayId, Math.abs(estimate - truth) / truth < 0.25, { estimate, truth }]).toEqual([
      gatewayId,
      true,
      { estimate, truth },
    ])
    expect(cut.boards.get(minutes)?.colour).toBe('green')
    expect(cut.changes.map(({ subject, change }) => [subject, change])).toEqual([
      [{ kind: 'gateway', id: gatewayId }, 'silent'],
      [{ kind: 'gateway', id: gatewayId }, 'heard'],
    ])
  }
}, 240_000)
