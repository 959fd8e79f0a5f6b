import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openPendingLog } from '#infra/local/files/pending-log.ts'
import { tempFolder } from '../cloud-fixture.ts'

test('what is pending is the same after any restart, a torn last line or not', () => {
  const change = fc.oneof(
    fc.record({ set: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.string() }),
    fc.record({ delete: fc.constantFrom('a', 'b', 'c', 'd') }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.boolean(), (changes, torn) => {
      const path = join(tempFolder(), 'log')
      const log = openPendingLog<string>(path)
      for (const step of changes) 'set' in step ? log.set([[step.set, step.value]]) : log.delete([step.delete])
      const before = [...log.entries]
      log.close()
      if (torn) appendFileSync(path, '["a","half')
      const again = openPendingLog<string>(path)
      expect([...again.entries]).toEqual(before)
      again.set([['a', 'after']])
      again.close()
      const last = openPendingLog<string>(path)
      expect(last.entries.get('a')).toBe('after')
      last.close()
    }),
    { numRuns: 50 },
  )
})

test('a log of what is long done is written over, and keeps what is pending', () => {
  const path = join(tempFolder(), 'log')
  const log = openPendingLog<number>(path)
  log.set([['kept', 1]])
  for (let i = 0; i < 6_000; i++) {
    log.set([[`${i}`, i]])
    log.delete([`${i}`])
  }
  expect(statSync(path).size).toBeLessThan(60_000)
  log.set([['after', 2]])
  log.close()
  const again = openPendingLog<number>(path)
  expect([...again.entries]).toEqual([
    ['kept', 1],
    ['after', 2],
  ])
  again.close()
  expect(readFileSync(path, 'utf8').startsWith('["kept",1]\n')).toBe(true)
})

test('of what is done nothing stays in the file once nothing is pending', () => {
  const path = join(tempFolder(), 'log')
  const log = openPendingLog<string>(path)
  log.set([
    ['a', 'done'],
    ['b', 'done too'],
  ])
  log.delete(['a'])
  log.delete(['b'])
  expect(readFileSync(path, 'utf8')).toBe('')
  log.set([['c', 'to do']])
  log.close()
  expect(readFileSync(path, 'utf8')).toBe('["c","to do"]\n')
  const again = openPendingLog<string>(path)
  expect([...again.entries]).toEqual([['c', 'to do']])
  again.close()
})
