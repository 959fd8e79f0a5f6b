import { expect, test } from 'vitest'
import { type Day, healthDay } from '#test/support/health-day.ts'

const seed = 4
const unplugged = { fromMinute: 45, untilMinute: 90 }
const minutes = 95

/**
 * What the outage cost: the moments of the gateway's zone that were raised with it, less those that were without it. That tags
 * are heard in neighbouring zones instead, and raise moments there, makes up for nothing.
 */
const lostIn = (zoneId: string, whole: Day, cut: Day): number => {
  const raised = ({ moments }: Day) =>
    moments.filter(
      (moment) =>
        moment.deviceId.startsWith('tag-') &&
        moment.minute > unplugged.fromMinute &&
        moment.minute <= unplugged.untilMinute &&
        moment.zoneId === zoneId,
    ).length
  return raised(whole) - raised(cut)
}

test('of the demo’s store, a gateway that is unplugged for three quarters of an hour is named with what that cost, within a quarter', async () => {
  const whole = await healthDay({ minutes, seed })
  expect(whole.changes).toEqual([])
  for (const [gatewayId, zoneId, journey] of [
    ['gw-tills', 'tills', 'till-help'],
    ['gw-watches', 'watches', 'watches-gold'],
  ] as const) {
    const cut = await healthDay({
      minutes,
      seed,
      outage: { gatewayId, ...unplugged },
      boardsAt: [unplugged.untilMinute, minutes],
    })
    const red = cut.boards.get(unplugged.untilMinute)
    expect([red?.colour, red?.counts.silent, red?.journeys.includes(journey)]).toEqual(['red', 1, true])
    const truth = lostIn(zoneId, whole, cut)
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
