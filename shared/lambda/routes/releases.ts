import { withoutSecrets } from '#shared/access/secrets-of-venues.ts'
import type { Ports, ReleaseSummary } from '#shared/ports.ts'
import { listOf } from '#shared/schemas/answers.ts'
import { cursorOf, pageExample, pageSchema } from '#shared/schemas/pages.ts'
import {
  auditAnswer,
  compareExample,
  compareSchema,
  comparisonAnswer,
  ofVenueExample,
  ofVenueSchema,
  releaseAnswer,
} from '#shared/schemas/release.ts'
import { compareDrafts, compareReleases } from '#shared/use-cases/compare-releases.ts'
import { notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'
import { readers } from './venues.ts'

/** What was and is live, what differs, and who did what. */
export const releaseRoutes = (ports: Pick<Ports, 'drafts' | 'releases' | 'audit'>): Routes => {
  const compare = compareReleases(ports)
  const compareWithDrafts = compareDrafts(ports)
  const shown = (summary: ReleaseSummary, live: string | undefined) => ({
    ...summary,
    isLive: summary.version === live,
  })
  return {
    'GET /releases': route({
      summary: 'The releases that are or were live, the newest first',
      roles: readers,
      venueOf: 'any',
      query: { schema: pageSchema, example: pageExample },
      answers: { 200: { is: 'A page of releases', schema: listOf('releases', releaseAnswer) } },
      run: async ({ query }) => {
        const [version, { releases, next }] = await Promise.all([
          ports.releases.liveVersion(),
          ports.releases.list(query),
        ])
        return { status: 200, body: { releases: releases.map((one) => shown(one, version)), ...cursorOf(next) } }
      },
    }),
    'GET /releases/{version}': route({
      summary: 'One release: when, by whom, and how much is in it',
      roles: readers,
      venueOf: 'any',
      answers: { 200: { is: 'The release', schema: releaseAnswer } },
      run: async ({ params: { version = '' } }) => {
        const [live, summary] = await Promise.all([ports.releases.liveVersion(), ports.releases.summary(version)])
        return summary ? { status: 200, body: shown(summary, live) } : notFound('release', version)
      },
    }),
    'GET /releases/{version}/diff': route({
      summary: 'What a release changed of the one before it, or of the one that is named',
      roles: readers,
      venueOf: ({ query }) => query.venueId,
      query: { schema: compareSchema, example: compareExample },
      answers: { 200: { is: 'A page of changes', schema: comparisonAnswer } },
      run: async ({ params: { version = '' }, query, is }) => {
        const compared = await compare(version, query, query)
        if ('missing' in compared) return notFound('release', compared.missing)
        const body = { ...compared, ...cursorOf(compared.next) }
        return { status: 200, body: is('operator', query.venueId) ? body : withoutSecrets(body) }
      },
    }),
    'GET /diff': route({
      summary: 'What publishing the drafts would change of what is live',
      roles: readers,
      venueOf: ({ query }) => query.venueId,
      query: { schema: ofVenueSchema, example: ofVenueExample },
      answers: { 200: { is: 'A page of changes', schema: comparisonAnswer } },
      run: async ({ query, is }) => {
        const compared = await compareWithDrafts(query.venueId, query)
        const body = { ...compared, ...cursorOf(compared.next) }
        return { status: 200, body: is('operator', query.venueId) ? body : withoutSecrets(body) }
      },
    }),
    'GET /audit': route({
      summary: 'Who changed what, the newest first; kept for 400 days',
      roles: ['operator', 'analyst'],
      venueOf: ({ query }) => query.venueId,
      query: { schema: ofVenueSchema, example: ofVenueExample },
      answers: { 200: { is: 'A page of entries', schema: listOf('entries', auditAnswer) } },
      run: async ({ query }) => {
        const { entries, next } = await ports.audit.list(query.venueId, query)
        return { status: 200, body: { entries, ...cursorOf(next) } }
      },
    }),
  }
}
