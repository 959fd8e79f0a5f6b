import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Api, openApi } from '#infra/cli/api.ts'
import { checkAs, kindNames, kinds } from '#infra/cli/code/kinds.ts'
import { etagOf } from '#shared/domain/content-hash.ts'
import { holdsFor } from '#shared/lambda/conditional.ts'
import { close, listen } from '#test/adapters/listen.ts'

/** Drafts as the API keeps them, behind its addresses. `asked` are the methods and addresses of what changed something. */
export type FakeDrafts = { api: Api; drafts: Map<string, Record<string, unknown>>; asked: string[] }

/** A small server that answers as the API does: lists in pages of two, etags, preconditions, faults. */
export const fakeDrafts = async (): Promise<FakeDrafts> => {
  const drafts: FakeDrafts['drafts'] = new Map()
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, drafts, asked)
    const headers = status === 200 && request.method === 'GET' ? { etag: etagOf(body) } : {}
    response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body))
  })
  const url = await listen(server)
  onTestFinished(() => close(server))
  return { api: openApi({ USHER_API_URL: url, USHER_TOKEN: 'token' }), drafts, asked }
}

type Answer = { status: number; body?: unknown }

const answer = async (request: IncomingMessage, drafts: FakeDrafts['drafts'], asked: string[]): Promise<Answer> => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const path = decodeURIComponent(pathname)
  const [, name, id = ''] = path.split('/')
  const kind = kindNames.find((one) => one === name)
  if (request.method !== 'GET') asked.push(`${request.method} ${path}`)
  if (path === '/publish') return { status: 200, body: { published: 'release-2' } }
  if (kind === undefined) return { status: 404, body: { message: `no route ${path}` } }
  if (kind !== 'settings' && path === `/${kind}`)
    return { status: 200, body: pageOf(kind, drafts, searchParams.get('after') ?? '') }
  const there = drafts.get(path)
  if (request.method === 'GET')
    return there ? { status: 200, body: there } : { status: 404, body: { message: `no ${path}` } }
  if (!holdsFor(headersOf(request))(there && etagOf(there)))
    return { status: 412, body: { message: 'not what you saw' } }
  if (request.method === 'DELETE') return { status: drafts.delete(path) ? 204 : 404 }
  const sent = JSON.parse(Buffer.concat(await request.toArray()).toString())
  const read = checkAs(kind, { ...sent, ...kinds[kind].own(id) })
  if ('faults' in read) return { status: 400, body: { message: 'not right', issues: read.faults } }
  drafts.set(path, { ...read.value })
  return { status: 200, body: read.value }
}

const pageOf = (kind: string, drafts: FakeDrafts['drafts'], after: string) => {
  const ids = [...drafts.keys()]
    .filter((path) => path.startsWith(`/${kind}/`))
    .map((path) => path.slice(kind.length + 2))
  const page = ids.toSorted().filter((id) => id > after)
  const shown = page.slice(0, 2).map((id) => ({ id, name: id }))
  return { [kind]: shown, ...(page.length > 2 ? { next: shown[1]?.id } : {}) }
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string | undefined> => ({
  'if-match': headers['if-match'],
  'if-none-match': headers['if-none-match'],
})
