import { randomUUID } from 'node:crypto'
import { dynamoCalibrationWalks } from '#shared/adapters/aws/calibration-walks.ts'
import { dynamodb, sqs } from '#shared/adapters/aws/clients.ts'
import { dynamoRadioMapJobs, sqsRadioMapQueue } from '#shared/adapters/aws/radio-map-jobs.ts'
import { dynamoDrafts } from '#shared/adapters/aws/releases.ts'
import type { WalkPart } from '#shared/domain/calibration.ts'
import { env } from '#shared/lambda/environment.ts'
import { type Answer, httpHandler, notFound, route } from '#shared/lambda/http.ts'
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
    ...operators,
    body: { schema: startWalkSchema, example: startWalkExample },
    run: async ({ params: { venueId = '' }, body, now }) => ({
      status: 201,
      body: await start(venueId, body.deviceId, now),
    }),
  }),
  'GET /venues/{venueId}/calibrations': route({
    ...operators,
    run: async ({ params: { venueId = '' } }) => ({
      status: 200,
      body: { calibrations: await ports.calibrationWalks.list(venueId) },
    }),
  }),
  'GET /venues/{venueId}/calibrations/{walkId}': route({ ...operators, run: ({ params }) => shown(params) }),
  'DELETE /venues/{venueId}/calibrations/{walkId}': route({
    ...operators,
    run: async ({ params: { venueId = '', walkId = '' } }) => {
      await ports.calibrationWalks.remove(venueId, walkId)
      return { status: 200, body: { removed: walkId } }
    },
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/taps': route({
    ...operators,
    body: { schema: tapsSchema, example: tapsExample },
    run: ({ params, body: { taps } }) => added(params, { taps, sightings: [] }),
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/sightings': route({
    ...operators,
    body: { schema: sightingsSchema, example: sightingsExample },
    run: ({ params, body: { sightings } }) => added(params, { taps: [], sightings }),
  }),
  'POST /venues/{venueId}/calibrations/{walkId}/finish': route({
    ...operators,
    run: async ({ params, now }) => {
      const { venueId = '', walkId = '' } = params
      const finished = await ports.calibrationWalks.finish(venueId, walkId, now)
      return finished === 'conflict' ? notFound('calibration walk', walkId) : shown(params)
    },
  }),
  'POST /venues/{venueId}/radio-maps': route({
    ...operators,
    body: { schema: learnSchema, example: learnExample },
    run: async ({ params: { venueId = '' }, body, now }) => ({
      status: 202,
      body: await ask(venueId, body.walkIds, now),
    }),
  }),
  'GET /venues/{venueId}/radio-maps': route({
    ...operators,
    run: async ({ params: { venueId = '' } }) => {
      const jobs = await ports.radioMapJobs.list(venueId)
      return { status: 200, body: { radioMaps: jobs.map(({ report: _, ...job }) => job) } }
    },
  }),
  'GET /venues/{venueId}/radio-maps/{version}': route({
    ...operators,
    run: async ({ params: { venueId = '', version = '' } }) => {
      const job = await ports.radioMapJobs.find(venueId, version)
      return job ? { status: 200, body: job } : notFound('radio map', version)
    },
  }),
})
