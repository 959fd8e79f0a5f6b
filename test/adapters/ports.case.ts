import { afterEach, beforeEach, describe } from 'vitest'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Parked, Ports, StreamRecord, Timer } from '#shared/ports.ts'
import { outletCases } from './cases/outlets.case.ts'
import { peopleCases } from './cases/people.case.ts'
import { presenceCases } from './cases/presences.case.ts'
import { releaseCases } from './cases/releases.case.ts'
import { timerCases } from './cases/timers.case.ts'

/** An adapter with empty stores, and what left through its ports. */
export type Opened = {
  ports: Ports
  published(): readonly { deviceId: string; message: Message }[]
  journaled(): readonly JournalEntry[]
  streamed(): readonly StreamRecord[]
  started(): readonly (Timer & { delaySeconds: number })[]
  parked(): Promise<readonly Parked[]>
}

/** The contract of shared/ports.ts. Every adapter is held to it. */
export const portsContract = (open: () => Promise<Opened>) => {
  let opened: Opened | undefined
  const current = (): Opened => {
    if (!opened) throw new Error('the adapter is not open')
    return opened
  }
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => {
    opened = undefined
  })
  describe('presences', () => presenceCases(current))
  describe('people and devices', () => peopleCases(current))
  describe('releases and drafts', () => releaseCases(current))
  describe('timers', () => timerCases(current))
  describe('what leaves', () => outletCases(current))
}
