import type { Ports } from '#shared/ports.ts'
import { publishExample, publishSchema } from '#shared/schemas/control.ts'
import { publishedAnswer, rollbackExample, rollbackSchema, validationAnswer } from '#shared/schemas/release.ts'
import { type PublishResult, publishRelease, rollBack, validateDrafts } from '#shared/use-cases/publish-release.ts'
import { type Answer, badRequest, conflict, notFound } from '../answers.ts'
import { type Routes, route } from '../http.ts'

const publishers = ['operator', 'marketer'] as const

/** From drafts to what is live, and back. */
export const publishingRoutes = (ports: Pick<Ports, 'drafts' | 'releases' | 'audit' | 'directory'>): Routes => {
  const publish = publishRelease(ports)
  const restore = rollBack(ports)
  const validate = validateDrafts(ports)
  const validated = async (venueId: string | undefined): Promise<Answer> => {
    const { faults, warnings } = await validate(venueId)
    return { status: 200, body: { isPublishable: faults.length === 0, faults, warnings } }
  }
  return {
    'POST /validate': route({
      summary: 'What publishing all drafts would say, without publishing',
      roles: publishers,
      answers: { 200: { is: 'Faults, which would keep it from going live, and warnings', schema: validationAnswer } },
      run: () => validated(undefined),
    }),
    'POST /venues/{venueId}/validate': route({
      summary: 'What publishing the drafts of one venue would say, without publishing',
      roles: publishers,
      venueOf: ({ params }) => params.venueId,
      answers: { 200: { is: 'Faults, which would keep it from going live, and warnings', schema: validationAnswer } },
      run: ({ params: { venueId } }) => validated(venueId),
    }),
    'POST /publish': route({
      summary: 'Publishes the drafts of a venue, or of all, as one release; live everywhere within 10 s',
      roles: publishers,
      venueOf: ({ body }) => body.venueId,
      body: { schema: publishSchema, example: publishExample },
      answers: {
        200: { is: 'What went live', schema: publishedAnswer },
        409: { is: 'Somebody else published meanwhile' },
      },
      run: async ({ body, by, now }) => answerTo(await publish(body.venueId, { by, now })),
    }),
    'POST /rollback': route({
      summary: "Makes an earlier release's content live again, as a new release; drafts stay as they are",
      roles: publishers,
      venueOf: ({ body }) => body.venueId,
      body: { schema: rollbackSchema, example: rollbackExample },
      answers: {
        200: { is: 'What went live', schema: publishedAnswer },
        404: { is: 'There is no such release' },
        409: { is: 'Somebody else published meanwhile' },
      },
      run: async ({ body: { version, venueId }, by, now }) => {
        const result = await restore(version, venueId, { by, now })
        return result ? answerTo(result) : notFound('release', version)
      },
    }),
  }
}

const answerTo = (result: PublishResult): Answer => {
  if ('faults' in result) return badRequest('Nothing was published: the drafts do not fit together', result.faults)
  if ('conflict' in result) return conflict('Somebody else published meanwhile: look at the drafts and publish again')
  return { status: 200, body: result }
}
