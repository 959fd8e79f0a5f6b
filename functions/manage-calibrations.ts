import { randomUUID } from 'node:crypto'
import { dynamoCalibrationWalks } from '#shared/adapters/aws/calibration-walks.ts'
import { dynamodb, sqs } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { dynamoRadioMapJobs, sqsRadioMapQueue } from '#shared/adapters/aws/radio-map-jobs.ts'
import type { WalkPart } from '#shared/domain/calibration.ts'
import { type Answer, notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import {
  learnExample,
  learnSchema,
  sightingsExample,
  sightingsSchema,
  startWalkExample,
  startWalkSchema,
  tapsExample,
  tapsSchema,
} from '#shared/schemas/calibration.ts'
import {
  radioMapAnswer,
  radioMapListAnswer,
  shownWalkAnswer,
  takenAnswer,
  walkAnswer,
  walkListAnswer,
} from '#shared/schemas/calibration-answers.ts'
import { addToWalk, askForRadioMap, showWalk, startWalk } from '#shared/use-cases/calibrate.ts'

const db = dynamodb()
const ports = {
  drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
  calibrationWalks: dynamoCalibrationWalks(db, env('CALIBRATION_TABLE')),
  radioMapJobs: {
    ...dynamoRadioMapJobs(db, env('CALIBRATION_TABLE')),
    ...sqsRadioMapQueue(sqs(), env('RADIO_MAP_QUEUE_URL')),
  },
}
const start = startWalk(ports, randomUUID)
const add = addToWalk(ports)
const show = showWalk(ports)
const ask = askForRadioMap(ports)

const operators = { roles: ['operator'], venueOf: ({ params }: { params: Params }) => params.venueId } as const
type Params = Readonly<Record<string, string>>

const shown = async ({ venueId = '', walkId = '' }: Params): Promise<Answer> => {
  const walk = await show(venueId, walkId)
  return walk ? { status: 200, body: walk } : notFound('calibration walk', walkId)
}
const added = async ({ venueId = '', walkId = '' }: Params, part: WalkPart): Promise<Answer> => {
  if ((await add(venueId, walkId, part)) === 'not_found') return notFound('calibration walk', walkId)
  return { status: 200, body: { walkId, taps: part.taps.length, sightings: part.sightings.length } }
}

export const handler = httpHandler({
  'POST /venues/{venueId}/calibrations': route({
    summary: 'Starts a calibration walk; the device that it names may report to it by its topic',
    answers: { 201: { is: 'The walk', schema: walkAnswer } },
    ...operators,
    body: { schema: startWalkSchema, example: startWalkExample },
    run: async ({ params: { venueId = '' }, body, now }) => ({
      status: 201,
      body: await start(venueId, body.deviceId, now),
    }),
  }),
  'GET /venues/{venueId}/calibrations': route({
    summary: 'The calibration walks, the oldest first',
    answers: { 200: { is: 'The walks', schema: walkListAnswer } },
    ...operators,
    run: async ({ params: { venueId = '' } }) => ({
      status: 200,
      body: { calibrations: await ports.calibrationWalks.list(venueId) },
    }),
  }),
  'GET /venues/{venueId}/calibrations/{walkId}': route({
    summary: 'A calibration walk: how much there is of it, and what is wrong with it',
    answers: { 200: { is: 'The walk', schema: shownWalkAnswer } },
    ...operators,
    run: ({ params }) => shown(params),
  }),
  'DELETE /venues/{venueId}/calibrations/{walkId}': route({
    summary: 'Forgets a calibration walk; maps that were learned from it stay',
    answers: { 204: { is: 'It is gone' } },
    ...operators,
    run: async ({ params: { venueId = '', walkId = '' } }) => {
      await ports.calibrationWalks.remove(venueId, walkId)
      return { status: 204 }
    },
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/taps': route({
    summary: 'Says where the operator was, and when',
    answers: { 200: { is: 'What was taken', schema: takenAnswer } },
    ...operators,
    body: { schema: tapsSchema, example: tapsExample },
    run: ({ params, body: { taps } }) => added(params, { taps, sightings: [] }),
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/sightings': route({
    summary: 'Says what was heard on a calibration walk',
    answers: { 200: { is: 'What was taken', schema: takenAnswer } },
    ...operators,
    body: { schema: sightingsSchema, example: sightingsExample },
    run: ({ params, body: { sightings } }) => added(params, { taps: [], sightings }),
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/finish': route({
    summary: 'Finishes a calibration walk: radio maps are learned from it from now on',
    answers: { 200: { is: 'The walk', schema: shownWalkAnswer } },
    ...operators,
    run: async ({ params, now }) => {
      const { venueId = '', walkId = '' } = params
      const finished = await ports.calibrationWalks.finish(venueId, walkId, now)
      return finished === 'conflict' ? notFound('calibration walk', walkId) : shown(params)
    },
  }),
  'POST /venues/{venueId}/radio-maps': route({
    summary:
      'Has a radio map learned from walks, by default from all finished ones; the draft names it when it is done',
    answers: { 202: { is: 'The map is asked for', schema: radioMapAnswer } },
    ...operators,
    body: { schema: learnSchema, example: learnExample },
    run: async ({ params: { venueId = '' }, body, by, now }) => {
      const { by: _, ...job } = await ask(venueId, body.walkIds, by, now)
      return { status: 202, body: job }
    },
  }),
  'GET /venues/{venueId}/radio-maps': route({
    summary: 'The radio maps, the newest first',
    answers: { 200: { is: 'The maps, without their reports', schema: radioMapListAnswer } },
    ...operators,
    run: async ({ params: { venueId = '' } }) => {
      const jobs = await ports.radioMapJobs.list(venueId)
      return { status: 200, body: { radioMaps: jobs.map(({ report: _, by: __, ...job }) => job) } }
    },
  }),
  'GET /venues/{venueId}/radio-maps/{version}': route({
    summary: 'What has become of a radio map, and what to expect of it',
    answers: { 200: { is: 'The map and its report', schema: radioMapAnswer } },
    ...operators,
    run: async ({ params: { venueId = '', version = '' } }) => {
      const found = await ports.radioMapJobs.find(venueId, version)
      if (!found) return notFound('radio map', version)
      const { by: _, ...job } = found
      return { status: 200, body: job }
    },
  }),
})
