import { dynamodb, s3ForFiles } from '#shared/adapters/aws/clients.ts'
import { dynamoDrafts } from '#shared/adapters/aws/drafts.ts'
import { s3Files } from '#shared/adapters/aws/files.ts'
import { dynamoJobs } from '#shared/adapters/aws/jobs.ts'
import { env } from '#shared/lambda/environment.ts'
import { uploadHandler } from '#shared/lambda/uploads.ts'
import { jobOfUpload } from '#shared/use-cases/import-jobs.ts'
import { runImport } from '#shared/use-cases/run-import.ts'

const db = dynamodb()
const run = runImport({
  jobs: dynamoJobs(db, env('JOBS_TABLE')),
  drafts: dynamoDrafts(db, env('RELEASES_TABLE')),
  files: s3Files(s3ForFiles(), env('FILES_BUCKET')),
})

export const handler = uploadHandler(async (key, now) => {
  const job = jobOfUpload(key)
  return job === undefined ? 'unknown' : run(job.venueId, job.jobId, now)
})
