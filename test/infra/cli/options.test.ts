import { expect, test } from 'vitest'
import { readCommand } from '#infra/cli/options.ts'

const list = { kind: 'list', wanted: {}, limit: 50, failed: false, json: false }
const redrive = { kind: 'redrive', dryRun: false, json: false }

test.each([
  ['', { kind: 'help' }],
  ['--help', { kind: 'help' }],
  ['parked list -h', { kind: 'help' }],
  ['parked', list],
  ['parked list', list],
  ['parked --json --limit 7', { ...list, limit: 7, json: true }],
  ['parked --day 2026-11-21 --reason forged', { ...list, wanted: { day: '2026-11-21', reason: 'forged' } }],
  ['parked list --since 2026-11-21', { ...list, wanted: { since: '2026-11-21' } }],
  ['parked --failed', { ...list, failed: true }],
  ['parked show 495', { kind: 'show', id: '495', json: false }],
  ['parked show -bcdefghijklmnopqrst_v --json', { kind: 'show', id: '-bcdefghijklmnopqrst_v', json: true }],
  [
    'parked redrive --bcdefghijklmnopqrstu --dry-run 495',
    { ...redrive, what: { ids: ['495', '--bcdefghijklmnopqrstu'] }, dryRun: true },
  ],
  ['parked redrive 495 496', { ...redrive, what: { ids: ['495', '496'] } }],
  ['parked redrive --reason forged --dry-run', { ...redrive, what: { wanted: { reason: 'forged' } }, dryRun: true }],
  ['parked redrive --failed --json', { ...redrive, what: 'failed batches', json: true }],
])('npx usher %s is understood', (line, command) => {
  expect(readCommand(line.split(' ').filter(Boolean))).toEqual(command)
})

test.each([
  ['unparked', 'There is no "unparked"; there is "parked".'],
  ['parked drop 495', 'There is no "parked drop"; there are list, show and redrive.'],
  ['parked list 495', 'list takes no ids; to look at one: npx usher parked show 495'],
  ['parked show', 'show takes one id; npx usher parked lists them.'],
  ['parked show 495 496', 'show takes one id; npx usher parked lists them.'],
  ['parked redrive', 'redrive takes ids, or --reason and --day, or --failed: one of the three.'],
  ['parked redrive 495 --day 2026-11-21', 'redrive takes ids, or --reason and --day, or --failed: one of the three.'],
  ['parked redrive --since 2026-11-21', 'redrive takes ids, --reason or --day, no --since.'],
  ['parked --failed --day 2026-11-21', '--failed lists batches, which have no reason and no day: leave the rest out.'],
  ['parked --limit some', '--limit takes a whole number from 1, not "some".'],
  ['parked --limit 0', '--limit takes a whole number from 1, not "0".'],
  ['parked --everything', "Unknown option '--everything'"],
])('npx usher %s is refused with what would be right', (line, why) => {
  expect(() => readCommand(line.split(' '))).toThrow(why)
})
