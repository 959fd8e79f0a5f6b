import { expect, test } from 'vitest'
import { consenting, presenceOf, recordOf, sightingsPerReport } from '#infra/bench/crowd.ts'
import { releaseOf } from '#infra/bench/mall.ts'
import { takeRecord } from '#infra/bench/pure-path.ts'
import { compileRelease } from '#shared/domain/release.ts'
import { rulesOf } from '#shared/use-cases/live-rules.ts'
import { readRecord } from '#shared/use-cases/read-record.ts'

const release = compileRelease(releaseOf(1000))

test('one sighting in a hundred of the crowd causes a message, each out of ten candidates', () => {
  const tally = { sightings: 0, decisions: 0, messages: 0 }
  for (const shopper of [0, 1, 50, 99]) {
    let stand: Parameters<typeof takeRecord>[1] = { presence: presenceOf(shopper, release), ledger: consenting }
    for (let report = 0; report < 10; report++) {
      const taken = takeRecord(recordOf(shopper, report), stand, shopper, rulesOf(release))
      stand = taken.stand
      tally.sightings += sightingsPerReport
      tally.decisions += taken.decisions.length
      tally.messages += taken.decisions.filter((one) => 'message' in one).length
    }
  }
  expect(tally).toEqual({ sightings: 800, decisions: 80, messages: 8 })
})

test('every sighting of a report can be read', () => {
  const { events, refused, warnings } = readRecord(recordOf(7, 3))
  expect([events.length, refused, warnings]).toEqual([sightingsPerReport, [], []])
})
