import { expect, test } from 'vitest'
import { auditOf } from '#infra/replay/kill/audit.ts'

/** Two visitors, counted where they are. */
const alike = { there: [['shoes', 'boots'], []], counted: [[], ['boots', 'shoes']] }

const promise = (deviceId: string, messageId: string) => ({ deviceId, messageId })

test('what the ledgers promised and the phones showed is the same', () => {
  const claims = [promise('d1', 'm1'), promise('d2', 'm2')]
  const timer = { mailbox: 'device:d1', dueAt: 5 }
  expect(
    auditOf({ claims, shown: claims.toReversed(), set: [timer], due: [timer, { ...timer, dueAt: 6 }], ...alike }),
  ).toEqual({
    claims: 2,
    claimsUnshown: 0,
    shownTwice: 0,
    shownUnclaimed: 0,
    timersSet: 1,
    timersLost: 0,
    miscounted: 0,
  })
})

test('what was never shown, shown twice, shown elsewhere, or waits for a timer that is not there is counted', () => {
  expect(
    auditOf({
      claims: [promise('d1', 'm1'), promise('d2', 'm2'), promise('d2', 'm3')],
      shown: [promise('d1', 'm1'), promise('d1', 'm1'), promise('d1', 'm2')],
      set: [
        { mailbox: 'device:d1', dueAt: 5 },
        { mailbox: 'device:d2', dueAt: 5 },
      ],
      due: [
        { mailbox: 'device:d1', dueAt: 5 },
        { mailbox: 'device:d2', dueAt: 6 },
      ],
      there: [['shoes'], ['shoes'], []],
      counted: [['shoes'], ['cafe']],
    }),
  ).toEqual({
    claims: 3,
    claimsUnshown: 2,
    shownTwice: 1,
    shownUnclaimed: 1,
    timersSet: 2,
    timersLost: 1,
    miscounted: 3,
  })
})
