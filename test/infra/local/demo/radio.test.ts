import { expect, test } from 'vitest'
import { walls } from '#infra/local/demo/floor-plan.ts'
import { createListener, meanRssi, radioDefaults } from '#infra/local/demo/radio.ts'
import { seededRandom } from '#infra/local/demo/random.ts'

const ground = (x: number, y: number) => ({ level: 0, x, y })
const loud = { ...radioDefaults, lossRatio: 0, burstLossRatio: 0, sensitivityDbm: -200 }
const calm = { ...loud, shadowingDb: 0, fadingDb: 0 }

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviationOf = (values: readonly number[]) => {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}

/** What many listeners hear over as many independent links of this length, each once. */
const manyLinks = (metres: number, law = loud, count = 20_000) => {
  const listen = createListener(seededRandom(1, 'test'), [], { ...law, mountedMetres: 0 })
  return Array.from({ length: count }, (_, link) =>
    listen({ link: `${link}`, txPower: -59, moving: ground(metres, 0), mounted: ground(0, 0), at: 0 }),
  ).filter((rssi) => rssi !== undefined)
}

test('the mean falls by ten times the exponent with every decade of distance', () => {
  expect(meanRssi(-59, 1)).toBe(-59)
  expect(meanRssi(-59, 10)).toBeCloseTo(-59 - 24, 10)
  expect(meanRssi(-59, 100, 3)).toBeCloseTo(-59 - 60, 10)
})

test.each([1, 3, 10, 25])('at %d m the mean and the spread are those of the law', (metres) => {
  const heard = manyLinks(metres)
  const sigma = Math.hypot(loud.shadowingDb, loud.fadingDb, Math.sqrt(1 / 12)) // and rounding to whole dBm
  expect(meanOf(heard)).toBeCloseTo(meanRssi(-59, metres), 0)
  expect(Math.abs(meanOf(heard) - meanRssi(-59, metres))).toBeLessThan((4 * sigma) / Math.sqrt(heard.length))
  expect(Math.abs(deviationOf(heard) / sigma - 1)).toBeLessThan(0.03)
})

/** The correlation of two readings of one link, so many metres and seconds apart. */
const correlationAfter = (metres: number, seconds: number) => {
  const listen = createListener(seededRandom(2, 'test'), [], { ...loud, fadingDb: 0, exponent: 0 })
  const pairs = Array.from({ length: 20_000 }, (_, link) => {
    const hear = (x: number, at: number) =>
      listen({ link: `${link}`, txPower: -59, moving: ground(x, 0), mounted: ground(0, 0), at }) ?? 0
    return [hear(0, 0), hear(metres, 1000 * seconds)] as const
  })
  const [before, after] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
  const [meanBefore, meanAfter] = [meanOf(before), meanOf(after)]
  const covariance = meanOf(pairs.map(([first, second]) => (first - meanBefore) * (second - meanAfter)))
  return covariance / deviationOf(before) / deviationOf(after)
}

test('shadowing fades from memory with the way and with the time', () => {
  expect(correlationAfter(0, 0)).toBeGreaterThan(0.97)
  expect(correlationAfter(radioDefaults.shadowingMetres, 0)).toBeCloseTo(Math.exp(-1), 1)
  expect(correlationAfter(0, radioDefaults.shadowingSeconds)).toBeCloseTo(Math.exp(-1), 1)
  expect(Math.abs(correlationAfter(40, 100))).toBeLessThan(0.03)
})

test('walls and ceilings cost what the law says', () => {
  const listen = createListener(seededRandom(3, 'test'), walls, { ...calm, mountedMetres: 0, storeyMetres: 0 })
  const hear = (moving: { level: number; x: number; y: number }) =>
    listen({ link: 'a', txPower: -59, moving, mounted: { level: 0, x: 30, y: 22 }, at: 0 })
  const open = Math.round(meanRssi(-59, 5))
  expect(hear(ground(35, 22))).toBe(open)
  expect(hear(ground(25, 22))).toBe(open - calm.wallLossDb)
  expect(hear({ level: 1, x: 25, y: 22 })).toBe(open - calm.floorLossDb)
})

/** Whether each of a day's packets, ten a second, was heard. */
const aDayOfPackets = () => {
  const law = { ...calm, lossRatio: 0.1, burstLossRatio: 0.9 }
  const listen = createListener(seededRandom(4, 'test'), [], law)
  const packet = { link: 'a', txPower: -59, moving: ground(2, 0), mounted: ground(0, 0) }
  return Array.from({ length: 864_000 }, (_, i) => listen({ ...packet, at: 100 * i }) !== undefined)
}

test('packets are lost in bursts', () => {
  const heard = aDayOfPackets()
  const { burstSeconds, calmSeconds } = radioDefaults
  const inBurst = burstSeconds / (burstSeconds + calmSeconds)
  const lost = heard.filter((was) => !was).length / heard.length
  expect(Math.abs(lost - (0.9 * inBurst + 0.1 * (1 - inBurst)))).toBeLessThan(0.01)

  const afterLoss = heard.filter((_, i) => i > 0 && !heard[i - 1])
  const lostAgain = afterLoss.filter((was) => !was).length / afterLoss.length
  expect(lostAgain).toBeGreaterThan(2 * lost)
})

test('what is too weak is not heard', () => {
  const law = { ...calm, sensitivityDbm: -94 }
  expect(manyLinks(28, law, 1)).toEqual([-94])
  expect(manyLinks(31, law, 1)).toEqual([])
})

test('the same seed hears the same, another one something else', () => {
  const hear = (seed: number) => {
    const listen = createListener(seededRandom(seed, 'test'), walls)
    return Array.from({ length: 50 }, (_, i) =>
      listen({ link: 'a', txPower: -59, moving: ground(5 + i / 10, 5), mounted: ground(0, 5), at: 1000 * i }),
    )
  }
  expect(hear(1)).toEqual(hear(1))
  expect(hear(1)).not.toEqual(hear(2))
})
