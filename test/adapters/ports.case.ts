import { afterEach, beforeEach, describe } from 'vitest'
import { acceptanceCases } from './cases/acceptance.case.ts'
import { anonymousCases } from './cases/anonymous.case.ts'
import { auditCases } from './cases/audit.case.ts'
import { calibrationCases } from './cases/calibration.case.ts'
import { ceilingCases } from './cases/ceilings.case.ts'
import { directoryCases } from './cases/directory.case.ts'
import { draftCases } from './cases/drafts.case.ts'
import { explanationCases } from './cases/explanations.case.ts'
import { healthCases } from './cases/health.case.ts'
import { fileCases, jobCases } from './cases/jobs.case.ts'
import { occupancyCases } from './cases/occupancy.case.ts'
import { offerCases } from './cases/offers.case.ts'
import { outletCases } from './cases/outlets.case.ts'
import { failedBatchCases, parkingCases } from './cases/parking.case.ts'
import { peopleCases } from './cases/people.case.ts'
import { presenceCases } from './cases/presences.case.ts'
import { releaseCases } from './cases/releases.case.ts'
import { scheduleCases } from './cases/schedules.case.ts'
import { taskCases } from './cases/tasks.case.ts'
import { timerCases } from './cases/timers.case.ts'
import { webhookCases } from './cases/webhooks.case.ts'
import type { Opened } from './opened.ts'

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
  describe('the directory', () => directoryCases(current))
  describe('explanations', () => explanationCases(current))
  describe('tasks', () => taskCases(current))
  describe('schedules', () => scheduleCases(current))
  describe('releases', () => releaseCases(current))
  describe('drafts', () => draftCases(current))
  describe('the audit trail', () => auditCases(current))
  describe('timers', () => timerCases(current))
  describe('occupancies', () => occupancyCases(current))
  describe('anonymous counts', () => anonymousCases(current))
  describe('what leaves', () => outletCases(current))
  describe('parking', () => parkingCases(current))
  describe('radio maps and calibration walks', () => calibrationCases(current))
  describe('webhooks', () => webhookCases(current))
  describe('health', () => healthCases(current))
  describe('failed batches', () => failedBatchCases(current))
  describe('jobs', () => jobCases(current))
  describe('ceilings', () => ceilingCases(current))
  describe('acceptance', () => acceptanceCases(current))
  describe('offers', () => offerCases(current))
  describe('files', () => fileCases(current))
}
