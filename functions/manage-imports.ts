import { randomUUID } from 'node:crypto'
import { dynamodb, s3ForFiles } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { s3Files } from '#shared/adapters/aws/files.ts'
import { dynamoJobs } from '#shared/adapters/aws/jobs.ts'
import { badRequest, notFound } from '#shared/lambda/answers.ts'
import { env } from '#shared/lambda/environment.ts'
import { httpHandler, route } from '#shared/lambda/http.ts'
import { exportAnswer, importAnswer, jobAnswer, jobListAnswer } from '#shared/schemas/import-answers.ts'
import { importExample, importSchema } from '#shared/schemas/imports.ts'
import { exportVenue } from '#shared/use-cases/export-venue.ts'
import { requestImport } from '#shared/use-cases/import-jobs.ts'
import { listJobs, showJob } from '#shared/use-cases/show-job.ts'

const db = dynamodb()
const ports = {
  jobs: dynamoJobs(db, env('JOBS_TABLE')),
  drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
  files: s3Files(s3ForFiles(), env('FILES_BUCKET')),
}
const ask = requestImport(ports)
const show = showJob(ports)
const list = listJobs(ports)
const exportMap = exportVenue(ports)
const venueOf = ({ params }: { params: Readonly<Record<string, string>> }) => params.venueId

export const handler = httpHandler({
  'POST /venues/{venueId}/imports': route({
    summary: 'Ask to import a map: where to upload it',
    answers: { 202: { is: 'Where the file is to be put; its arrival starts the job', schema: importAnswer } },
    roles: ['operator'],
    venueOf,
    body: { schema: importSchema, example: importExample },
    run: async ({ params: { venueId = '' }, body, now }) => {
      // the newest job is the last one by its id
      const asked = await ask(venueId, `${now.toString(36).padStart(9, '0')}-${randomUUID().slice(0, 8)}`, body, now)
      if (asked !== 'no draft') return { status: 202, body: asked }
      const reason = `there is no draft of venue "${venueId}" yet: name its timezone`
      return badRequest('Nothing was imported', [{ path: 'timezone', reason, example: importExample.timezone }])
    },
  }),
  'GET /venues/{venueId}/jobs': route({
    summary: 'The newest jobs',
    answers: { 200: { is: 'Up to 50', schema: jobListAnswer } },
    roles: ['operator'],
    venueOf,
    run: async ({ params: { venueId = '' }, now }) => ({ status: 200, body: { jobs: await list(venueId, 50, now) } }),
  }),
  'GET /venues/{venueId}/jobs/{jobId}': route({
    summary: 'What has become of a job',
    answers: { 200: { is: 'The job, with its report when it is done', schema: jobAnswer } },
    roles: ['operator'],
    venueOf,
    run: async ({ params: { venueId = '', jobId = '' }, now }) => {
      const job = await show(venueId, jobId, now)
      return job ? { status: 200, body: job } : notFound('job', jobId)
    },
  }),
  'GET /venues/{venueId}/export': route({
    summary: 'The draft as an IMDF archive',
    answers: { 200: { is: 'Where to fetch the zip', schema: exportAnswer } },
    roles: ['operator'],
    venueOf,
    run: async ({ params: { venueId = '' }, now }) => {
      const link = await exportMap(venueId, now)
      return link ? { status: 200, body: link } : notFound('venue', venueId)
    },
  }),
})
